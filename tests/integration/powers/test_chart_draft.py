"""The draft of a flowchart: kept for one person, shown to nobody else, gone when saved or discarded."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.urls import reverse

from powers import actions, drafts
from powers.chart_input import StepRow
from powers.models import ChartDraft, Power
from powers.stored import chart_values
from riskreg.stale import token
from tests import scenarios
from tests.integration.powers.test_chart import as_posted, posted, row, url


def sent(fields: dict[str, str], seen: str = "") -> dict[str, str]:
    """What the page sends while its person types."""
    pairs = [[name, text] for name, text in fields.items() if name.startswith("step-")]
    return {"fields": json.dumps(pairs), "seen": seen or fields.get("seen", "")}


def keep(client: Any, power: Power, *rows: dict[str, str]) -> Any:
    return client.post(url(power, "chart_draft"), sent(posted(power, *rows)))


def test_the_draft_comes_back_as_typed_in_its_order_with_its_errors(cast: Any, client_of: Any) -> None:
    power = scenarios.draft(cast)
    clerk = client_of("clerk")
    rows = (
        row(9, "后写的", ways=[(2, "不符合")]),
        row(2, "先写的", time_limit_value="三"),
        row(4, "\ud800末\0"),
    )
    assert keep(clerk, power, *rows).status_code == 204
    response = clerk.get(url(power))
    page = response.context["page"]
    assert [each.cells["label"] for each in page.table.rows] == ["后写的", "先写的", "末"]
    assert page.table.rows[0].ways[0].to == "2"
    assert page.table.rows[1].errors
    html = response.content.decode()
    assert "的草稿已恢复" in html
    assert "data-unsaved data-draft" in html
    assert power.steps.count() == 0


def test_nobody_else_sees_it(cast: Any, client_of: Any) -> None:
    power = scenarios.draft(cast)
    assert keep(client_of("clerk"), power, row(0, "只有我看得到")).status_code == 204
    assert drafts.of(power, cast.clerk)
    assert not drafts.of(power, cast.colleague)
    for name in ("stranger", "head", "colleague"):
        client = client_of(name)
        assert keep(client, power, row(0, "不能写")).status_code in (403, 404)
        assert client.post(url(power, "chart_draft_discard")).status_code in (403, 404)
    assert ChartDraft.objects.count() == 1


def test_the_second_draft_replaces_the_first(cast: Any, client_of: Any) -> None:
    power = scenarios.draft(cast)
    clerk = client_of("clerk")
    for label in ("第一稿", "第二稿"):
        assert keep(clerk, power, row(0, label)).status_code == 204
    assert [dict(draft.fields)["step-0-label"] for draft in ChartDraft.objects.all()] == ["第二稿"]


def test_saving_ends_the_draft(cast: Any, client_of: Any) -> None:
    power = scenarios.draft(cast)
    clerk = client_of("clerk")
    keep(clerk, power, row(0, "受理"))
    assert clerk.post(url(power), posted(power, row(0, "受理"))).status_code == 302
    assert not ChartDraft.objects.exists()


def test_a_save_that_fails_leaves_the_draft(cast: Any, client_of: Any) -> None:
    power = scenarios.draft(cast)
    clerk = client_of("clerk")
    keep(clerk, power, row(0, "长" * 61))
    assert clerk.post(url(power), posted(power, row(0, "长" * 61))).status_code == 422
    assert ChartDraft.objects.exists()


def test_discarding_shows_what_is_saved(cast: Any, client_of: Any) -> None:
    power = scenarios.complete(cast)
    clerk = client_of("clerk")
    keep(clerk, power, row(0, "不要了"))
    response = clerk.post(url(power, "chart_draft_discard"), follow=True)
    assert "不要了" not in response.content.decode()
    assert len(response.context["page"].table.rows) == 6
    assert not response.context["page"].unsaved
    assert not ChartDraft.objects.exists()


def test_typing_what_is_saved_already_is_no_draft(cast: Any, client_of: Any) -> None:
    power = scenarios.complete(cast)
    clerk = client_of("clerk")
    fields = as_posted(clerk.get(url(power)).context["page"])
    keep(clerk, power, row(0, "改了"))
    assert ChartDraft.objects.exists()
    # other keys, and a blank row at the end: the same content
    renamed = {name.replace("step-", "step-1", 1): text for name, text in fields.items()}
    ways = {name: f"1{text}" for name, text in renamed.items() if name.endswith("-to")}
    renamed |= {**ways, "step-77-kind": "execute", "step-77-way": "next"}
    assert clerk.post(url(power, "chart_draft"), sent(renamed)).status_code == 204
    assert not ChartDraft.objects.exists()


def test_a_draft_older_than_the_saved_chart_meets_it_at_the_save(cast: Any, client_of: Any) -> None:
    power = scenarios.draft(cast)
    clerk = client_of("clerk")
    keep(clerk, power, row(0, "我的草稿"))
    theirs = [StepRow(no=1, label="同事已存", kind="execute")]
    actions.save_chart(power=power, by=cast.clerk, now=scenarios.NOW, steps=theirs, exits=[])
    page = clerk.get(url(power)).context["page"]
    assert page.table.rows[0].cells["label"] == "我的草稿"
    assert page.seen != token(chart_values(power))
    response = clerk.post(url(power), as_posted(page))
    assert response.status_code == 409
    assert [version["lines"][0].label for version in response.context["versions"]] == ["我的草稿", "同事已存"]
    assert 'form="draft-discard"' in response.content.decode()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[1]",
        '[["step-0-label"]]',
        '[["step-0-label", 5]]',
        "[" * 5000,
        json.dumps([["step-0-label", "长" * drafts.MAX_CHARACTERS]]),
        json.dumps([[f"step-{key}-label", "环节"] for key in range(81)]),
    ],
)
def test_what_is_no_draft_is_refused(cast: Any, client_of: Any, text: str) -> None:
    power = scenarios.draft(cast)
    response = client_of("clerk").post(url(power, "chart_draft"), {"fields": text})
    assert response.status_code == 422
    assert not ChartDraft.objects.exists()


def test_only_fields_of_the_table_are_kept(cast: Any, client_of: Any) -> None:
    power = scenarios.draft(cast)
    pairs = json.dumps([["csrfmiddlewaretoken", "x"], ["step-0-label", "受理"], ["do", "save"]])
    client_of("clerk").post(url(power, "chart_draft"), {"fields": pairs})
    assert ChartDraft.objects.get().fields == [["step-0-label", "受理"]]


def test_a_locked_dossier_takes_no_draft(cast: Any, client_of: Any) -> None:
    power = scenarios.submitted(cast)
    assert keep(client_of("clerk"), power, row(0, "晚了")).status_code == 403


def test_a_session_that_ended_is_told_apart(cast: Any, client: Any) -> None:
    power = scenarios.draft(cast)
    response = client.post(reverse("powers:chart_draft", args=[power.pk]), {"fields": "[]"})
    assert response.status_code == 302


def kept_from(client: Any, power: Power, window: str, label: str, began: str = "") -> int:
    fields = {**sent(posted(power, row(0, label))), "window": window, "began": began}
    return client.post(url(power, "chart_draft"), fields).status_code


def test_a_second_window_never_overwrites_the_draft_of_the_first(cast: Any, client_of: Any) -> None:
    power = scenarios.draft(cast)
    clerk = client_of("clerk")
    assert kept_from(clerk, power, "one", "第一个窗口") == 204
    assert kept_from(clerk, power, "two", "第二个窗口") == 409
    assert kept_from(clerk, power, "two", "第一个窗口") == 204  # it says the same
    assert kept_from(clerk, power, "three", "接着写", began="two") == 204
    assert kept_from(clerk, power, "two", "第二个窗口") == 409
    draft = ChartDraft.objects.get()
    assert (draft.window, dict(draft.fields)["step-0-label"]) == ("three", "接着写")
    html = clerk.get(url(power)).content.decode()
    assert 'data-draft-window="three"' in html


def test_saving_in_one_window_leaves_the_draft_of_another(cast: Any, client_of: Any) -> None:
    power = scenarios.draft(cast)
    clerk = client_of("clerk")
    kept_from(clerk, power, "one", "第一个窗口")
    response = clerk.post(url(power), {**posted(power, row(0, "已存")), "window": "two", "began": ""})
    assert response["Location"] == url(power) + "?window=two&saved=1"
    assert ChartDraft.objects.get().window == "one"
    kept = posted(power, row(0, "又存"))
    assert clerk.post(url(power), {**kept, "window": "three", "began": "one"}).status_code == 302
    assert not ChartDraft.objects.exists()


def test_nothing_unsaved_in_one_window_leaves_the_draft_of_another(cast: Any, client_of: Any) -> None:
    power = scenarios.complete(cast)
    clerk = client_of("clerk")
    fields = as_posted(clerk.get(url(power)).context["page"])
    kept_from(clerk, power, "one", "第一个窗口")
    same = {**sent(fields), "window": "two", "began": ""}
    assert clerk.post(url(power, "chart_draft"), same).status_code == 204
    assert ChartDraft.objects.get().window == "one"
    assert clerk.post(url(power, "chart_draft"), {**same, "began": "one"}).status_code == 204
    assert not ChartDraft.objects.exists()
