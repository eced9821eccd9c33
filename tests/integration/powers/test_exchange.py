"""The chart for other programs and back: downloads, and a file shown in the editor before anything is stored."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from powers import actions as powers
from powers import exchange
from powers.bpmn.reading import read
from powers.chart_input import ExitRow, StepRow
from powers.models import Power
from powers.stored import chart_values
from tests import scenarios
from tests.scenarios import NOW

DOWNLOADS = ("chart_bpmn", "chart_mermaid", "chart_dot")
FOREIGN = """<?xml version="1.0"?><definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x">
<process id="p"><task id="a" name="受理"/><task id="b" name="新的环节"/><group id="g"/>
<sequenceFlow id="f" sourceRef="a" targetRef="b"/></process></definitions>"""


def url(power: Power, name: str) -> str:
    return reverse(f"powers:{name}", args=[power.pk])


def upload(client: Any, power: Power, content: bytes | str, **more: Any) -> Any:
    data = content.encode() if isinstance(content, str) else content
    return client.post(url(power, "chart_import"), {"file": SimpleUploadedFile("a.bpmn", data)}, **more)


def hidden_fields(html: str) -> dict[str, str]:
    """What the rows of the page would send: values of inputs, chosen options."""
    found = dict(re.findall(r'<input[^>]* name="(step-\d[^"]*|seen)"[^>]* value="([^"]*)"', html))
    for name, options in re.findall(
        r'<select[^>]* name="(step-\d[^"]*)"[^>]*>(.*?)</select>', html, re.DOTALL
    ):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    return found


@pytest.mark.parametrize("name", [*DOWNLOADS, "chart_import"])
def test_stranger_finds_nothing(cast: Any, client_of: Any, name: str) -> None:
    power = scenarios.complete(cast)
    assert client_of("stranger").get(url(power, name)).status_code in (404, 405)
    assert client_of("stranger").post(url(power, name), {}).status_code in (404, 405)


def test_readers_download_but_do_not_import(cast: Any, client_of: Any) -> None:
    power = scenarios.complete(cast)
    head = client_of("head")
    starts = {"chart_bpmn": b"<?xml", "chart_mermaid": b"---", "chart_dot": b"digraph"}
    for name, start in starts.items():
        response = head.get(url(power, name))
        assert response.status_code == 200
        assert response.content.startswith(start)
        assert response["Content-Disposition"].startswith("attachment")
    assert upload(head, power, FOREIGN).status_code == 403


def test_a_locked_dossier_takes_no_file(cast: Any, client_of: Any) -> None:
    power = scenarios.submitted(cast)
    response = upload(client_of("clerk"), power, FOREIGN)
    assert response.status_code == 403
    assert "锁定" in response.content.decode()


def test_no_file_says_anything_of_risks(cast: Any) -> None:
    power = scenarios.complete(cast)
    for made in (exchange.bpmn_of, exchange.mermaid_of, exchange.dot_of):
        text = made(power).decode()
        assert not any(point.code in text or point.title in text for point in power.risk_points.all())


def test_without_chart_there_is_nothing_to_download(cast: Any, client_of: Any) -> None:
    power = scenarios.draft(cast)
    clerk = client_of("clerk")
    assert all(clerk.get(url(power, name)).status_code == 404 for name in DOWNLOADS)
    page = clerk.get(url(power, "chart")).content.decode()
    assert url(power, "chart_import") in page
    assert url(power, "chart_bpmn") not in page


def test_the_menus_offer_the_files(cast: Any, client_of: Any) -> None:
    power = scenarios.complete(cast)
    clerk = client_of("clerk")
    for page in (clerk.get(url(power, "chart")), clerk.get(url(power, "detail"))):
        html = page.content.decode()
        assert all(url(power, name) in html for name in DOWNLOADS)


def test_our_own_file_comes_back_equal_and_changes_nothing(cast: Any) -> None:
    power = scenarios.complete(cast)
    before = chart_values(power)
    content = exchange.bpmn_of(power)
    brought = exchange.bring_in(power, content)
    assert brought.notes == ()
    assert brought.table.is_valid()
    powers.save_chart(
        power=power, by=cast.clerk, now=NOW, steps=brought.table.steps(), exits=brought.table.exits()
    )
    assert chart_values(power) == before
    assert exchange.bpmn_of(power) == content


def test_a_step_made_anew_in_a_modeler_keeps_what_is_stored(cast: Any) -> None:
    """bpmn.io drops our columns when a person changes the kind of a step, and gives it another id."""
    power = scenarios.complete(cast)
    step = power.steps.get(label="受理")
    before = next(row for row in chart_values(power)["steps"] if row["id"] == step.pk)
    content = exchange.bpmn_of(power).decode()
    start = content.index(f'<bpmn:userTask id="Step_{step.pk}"')
    end = content.index("</bpmn:userTask>", start)
    inside = re.sub(
        r"<bpmn:extensionElements>.*?</bpmn:extensionElements>", "", content[start:end], flags=re.DOTALL
    )
    changed = (
        content[:start]
        + inside.replace("userTask", "sendTask", 1)
        + content[end:].replace("userTask", "sendTask", 1)
    )
    changed = changed.replace(f"Step_{step.pk}", "Activity_0x1")
    brought = exchange.bring_in(power, changed.encode())
    rows = {row.label: row for row in brought.table.steps()}
    row = rows["受理"]
    assert row.id == step.pk
    kept = {name: value for name, value in row.values.items() if name != "post"}
    assert kept == {name: before[name] for name in kept}
    assert row.values["post"] and row.values["post"].pk == before["post"]
    assert "沿用已保存的：受理" in " ".join(brought.notes)
    assert brought.table.is_valid()


def test_a_foreign_file_is_shown_unsaved_and_saved_on_request(cast: Any, client_of: Any) -> None:
    power = scenarios.complete(cast)
    before = chart_values(power)
    kept = power.steps.get(label="受理")
    clerk = client_of("clerk")
    response = upload(clerk, power, FOREIGN)
    assert response.status_code == 200
    html = response.content.decode()
    assert "已从文件读入 2 个环节" in html
    assert "没有导入：分组框" in html
    assert "data-unsaved" in html
    assert chart_values(power) == before
    fields = hidden_fields(html)
    assert fields["step-0-id"] == str(kept.pk)
    saved = clerk.post(url(power, "chart"), {**fields, "do": "save"})
    assert saved.status_code == 302
    assert [(step.pk == kept.pk, step.label) for step in power.steps.order_by("no")] == [
        (True, "受理"),
        (False, "新的环节"),
    ]


def test_steps_that_lose_their_risk_points_are_named(cast: Any) -> None:
    power = scenarios.complete(cast)
    point = power.risk_points.exclude(step=None).first()
    gone = FOREIGN.replace("受理", "别的")
    notes = " ".join(exchange.bring_in(power, gone.encode()).notes)
    assert point.code in notes and point.step.label in notes


def test_ids_of_another_power_mean_nothing_here(cast: Any) -> None:
    power = scenarios.complete(cast)
    step = power.steps.first()
    content = exchange.bpmn_of(power).decode().replace(f'code="{power.code}"', 'code="OTHER"')
    content = content.replace(f'name="{step.label}"', 'name="改名了"')
    [first, *rest] = exchange.bring_in(power, content.encode()).table.filled
    assert first.id is None
    assert all(row.id for row in rest)


def test_unknown_posts_and_long_words_are_said(cast: Any) -> None:
    power = scenarios.complete(cast)
    rows = [StepRow(1, "受理", "accept", None, {"post": cast.staff_post}), StepRow(2, "办结", "end")]
    powers.save_chart(power=power, by=cast.clerk, now=NOW, steps=rows, exits=[ExitRow(1, 2)])
    power = Power.objects.get(pk=power.pk)
    content = exchange.bpmn_of(power).decode()
    assert exchange.bring_in(power, content.encode()).table.filled[0].values["post"] == cast.staff_post
    content = content.replace('post_code="', 'post_code="X').replace('name="受理"', f'name="{"长" * 61}"')
    brought = exchange.bring_in(power, content.encode())
    assert "没有这些岗位" in brought.notes[0]
    assert "最多 60 个字" in brought.table.filled[0].errors["label"]


@pytest.mark.parametrize(
    ("content", "words"),
    [("", "空的"), ("PK\x03\x04", "压缩包"), ("<html/>", "不是 BPMN 2.0"), ("<!DOCTYPE a><a/>", "DOCTYPE")],
)
def test_a_bad_file_leads_back_with_its_sentence(cast: Any, client_of: Any, content: str, words: str) -> None:
    power = scenarios.complete(cast)
    response = upload(client_of("clerk"), power, content, follow=True)
    assert response.redirect_chain == [(url(power, "chart"), 302)]
    assert words in response.content.decode()


def test_no_file_at_all_leads_back_too(cast: Any, client_of: Any) -> None:
    power = scenarios.complete(cast)
    response = client_of("clerk").post(url(power, "chart_import"), follow=True)
    assert "请重新选择" in response.content.decode()


def test_exporting_asks_the_database_no_more_for_more_steps(
    cast: Any, django_assert_max_num_queries: Any
) -> None:
    power = scenarios.complete(cast)
    assert read(exchange.bpmn_of(power)).steps
    with django_assert_max_num_queries(12):
        exchange.bpmn_of(Power.objects.get(pk=power.pk))
