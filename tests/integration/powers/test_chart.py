"""The step table editor, its preview and its download."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from powers.models import Power
from powers.stored import chart_values
from riskreg.stale import token
from tests import scenarios


def url(power: Power, name: str = "chart") -> str:
    return reverse(f"powers:{name}", args=[power.pk])


def row(key: int, label: str, **cells: Any) -> dict[str, str]:
    """The fields of one row; ways as [(to key, condition)]."""
    ways = cells.pop("ways", [])
    fields = {"label": label, "kind": "execute", "way": "branch" if ways else "next", **cells}
    posted = {f"step-{key}-{name}": str(value) for name, value in fields.items()}
    for place, (to, condition) in enumerate(ways):
        posted[f"step-{key}-exit-{place}-to"] = str(to)
        posted[f"step-{key}-exit-{place}-condition"] = condition
    return posted


def posted(power: Power, *rows: dict[str, str], do: str = "save", **more: str) -> dict[str, str]:
    found = {"do": do, "seen": token(chart_values(power)), **more}
    for fields in rows:
        found |= fields
    return found


def as_posted(page: Any) -> dict[str, str]:
    """What the page would send if nothing were changed."""
    found = {"seen": page.seen, "do": "save"}
    for each in page.table.rows:
        found |= {f"step-{each.key}-{name}": text for name, text in each.cells.items() if text}
        for way in each.ways:
            found[f"step-{each.key}-exit-{way.key}-to"] = way.to
            found[f"step-{each.key}-exit-{way.key}-condition"] = way.condition
    return found


def ways(power: Power) -> list[tuple[int, int, str]]:
    return [(way.source.no, way.target.no, way.condition) for way in power.transitions.all()]


@pytest.mark.parametrize("name", ["chart", "chart_preview", "chart_svg"])
def test_stranger_finds_nothing(cast: Any, client_of: Any, name: str) -> None:
    power = scenarios.complete(cast)
    stranger = client_of("stranger")
    assert stranger.get(url(power, name)).status_code in (404, 405)
    assert stranger.post(url(power, name), {}).status_code in (404, 405)


def test_readers_may_download_but_neither_edit_nor_preview(cast: Any, client_of: Any) -> None:
    power = scenarios.complete(cast)
    head = client_of("head")
    assert head.get(url(power)).status_code == 403
    assert head.post(url(power), posted(power, row(0, "换"))).status_code == 403
    assert head.post(url(power, "chart_preview"), posted(power, row(0, "换"))).status_code == 403
    response = head.get(url(power, "chart_svg"))
    assert response.status_code == 200
    assert response["Content-Type"] == "image/svg+xml"
    assert response.content.lstrip().startswith(b"<?xml")


def test_submitted_dossier_is_locked(cast: Any, client_of: Any) -> None:
    power = scenarios.submitted(cast)
    response = client_of("clerk").get(url(power))
    assert response.status_code == 403
    assert "锁定" in response.content.decode()


def test_rows_become_steps_in_the_order_of_the_page(cast: Any, client_of: Any) -> None:
    power = scenarios.draft(cast)
    rows = (
        row(7, "受理", kind="accept", actor="民政所", post=cast.staff_post.pk),
        row(2, "审核", kind="review", time_limit_value="５", time_limit_unit="working_day"),
        row(4, "符合？", kind="decision", ways=[(9, "符合"), (7, "退回补正")]),
        row(9, "结束", kind="end"),
        row(11, ""),
    )
    response = client_of("clerk").post(url(power), posted(power, *rows))
    assert response.status_code == 302
    steps = list(power.steps.order_by("no"))
    assert [(step.no, step.label, step.kind) for step in steps] == [
        (1, "受理", "accept"),
        (2, "审核", "review"),
        (3, "符合？", "decision"),
        (4, "结束", "end"),
    ]
    assert steps[0].post == cast.staff_post
    assert (steps[1].time_limit_value, steps[1].time_limit_unit) == (5, "working_day")
    assert ways(power) == [(1, 2, ""), (2, 3, ""), (3, 4, "符合"), (3, 1, "退回补正")]


def test_opening_and_saving_changes_nothing(cast: Any, client_of: Any) -> None:
    power = scenarios.complete(cast)
    before = chart_values(power)
    clerk = client_of("clerk")
    page = clerk.get(url(power)).context["page"]
    assert clerk.post(url(power), as_posted(page)).status_code == 302
    assert chart_values(power) == before
    power.refresh_from_db()
    assert power.revision == scenarios.read(power).revision


def test_errors_stand_at_their_cells_and_everything_typed_stays(cast: Any, client_of: Any) -> None:
    power = scenarios.draft(cast)
    rows = (
        row(0, "很长" * 40, actor="<b>&"),
        row(1, "审核", time_limit_value="三天", handling_system="限时办结" * 100),
        row(2, "", actor="民政所"),
        row(3, "分支", ways=[(99, "没有"), (3, "自己"), (1, "一"), (1, "二"), ("", "只有条件")]),
        row(4, "岗位", post=424242, kind="nonsense", function="rule"),
        row(5, "即时", time_limit_value="2", time_limit_unit="immediate"),
    )
    response = client_of("clerk").post(url(power), posted(power, *rows))
    assert response.status_code == 422
    table = response.context["table"]
    assert [sorted(each.errors) for each in table.rows] == [
        ["label"],
        ["handling_system", "time_limit_value"],
        ["label"],
        [],
        ["function", "kind", "post"],
        ["time_limit_value"],
    ]
    assert [bool(way.error) for way in table.rows[3].ways] == [True, True, False, True, True]
    html = response.content.decode()
    for typed in ("很长" * 40, "&lt;b&gt;&amp;", "三天", "限时办结" * 100, "只有条件", "424242", "nonsense"):
        assert typed in html
    assert power.steps.count() == 0


def test_more_steps_than_allowed_are_refused_and_kept(cast: Any, client_of: Any) -> None:
    power = scenarios.draft(cast)
    rows = [row(key, f"环节{key}") for key in range(81)]
    response = client_of("clerk").post(url(power), posted(power, *rows))
    assert response.status_code == 422
    assert len(response.context["table"].filled) == 81
    assert power.steps.count() == 0


@pytest.mark.parametrize(
    ("do", "labels"),
    [
        ("add", ["甲", "乙", "丙", ""]),
        ("insert-1", ["甲", "乙", "", "丙"]),
        ("copy-0", ["甲", "甲", "乙", "丙"]),
        ("delete-1", ["甲", "丙"]),
        ("up-2", ["甲", "丙", "乙"]),
        ("down-0", ["乙", "甲", "丙"]),
        ("up-0", ["甲", "乙", "丙"]),
        ("refresh", ["甲", "乙", "丙"]),
        ("delete-77", ["甲", "乙", "丙"]),
        ("nonsense", ["甲", "乙", "丙"]),
    ],
)
def test_every_button_works_without_javascript(cast: Any, client_of: Any, do: str, labels: Any) -> None:
    power = scenarios.draft(cast)
    rows = (row(0, "甲"), row(1, "乙"), row(2, "丙"))
    response = client_of("clerk").post(url(power), posted(power, *rows, do=do))
    assert response.status_code == 200
    assert [each.cells["label"] for each in response.context["table"].rows] == labels
    assert power.steps.count() == 0


def test_deleting_a_step_puts_its_risk_points_back_among_the_candidates(cast: Any, client_of: Any) -> None:
    power = scenarios.complete(cast)
    clerk = client_of("clerk")
    response = clerk.get(url(power))
    assert "这个环节上有风险点 R1" in response.content.decode().replace("R01", "R1")
    fields = as_posted(response.context["page"])
    kept = {name: text for name, text in fields.items() if not name.startswith("step-2-")}
    assert clerk.post(url(power), kept).status_code == 302
    point = power.risk_points.get()
    assert point.step is None
    assert point.status == "candidate"


def test_both_versions_are_shown_when_somebody_saved_meanwhile(cast: Any, client_of: Any) -> None:
    power = scenarios.draft(cast)
    clerk = client_of("clerk")
    mine = posted(power, row(0, "我的环节"))
    assert clerk.post(url(power), posted(power, row(0, "对方环节"))).status_code == 302
    response = clerk.post(url(power), mine)
    assert response.status_code == 409
    html = response.content.decode()
    assert [version["lines"][0].label for version in response.context["versions"]] == ["我的环节", "对方环节"]
    assert "clerk甲 于 " in html
    assert 'value="我的环节"' in html
    assert [step.label for step in power.steps.all()] == ["对方环节"]
    mine["seen"] = response.context["page"].seen
    assert clerk.post(url(power), mine).status_code == 302
    assert [step.label for step in power.steps.all()] == ["我的环节"]


def test_a_request_without_a_token_overwrites_nothing(cast: Any, client_of: Any) -> None:
    power = scenarios.complete(cast)
    response = client_of("clerk").post(url(power), {**row(0, "覆盖"), "do": "save"})
    assert response.status_code == 409
    assert power.steps.count() == 6


def test_preview_draws_what_is_typed_and_links_problems_to_rows(cast: Any, client_of: Any) -> None:
    power = scenarios.draft(cast)
    rows = (row(3, "受理<script>", kind="accept"), row(8, "审核", kind="review"))
    response = client_of("clerk").post(url(power, "chart_preview"), posted(power, *rows))
    assert response.status_code == 200
    html = response.content.decode()
    assert "<svg" in html
    assert "<script" not in html
    assert 'href="#row-8"' in html
    assert "<form" not in html
    assert "<html" not in html
    assert power.steps.count() == 0


def test_preview_knows_the_posts_that_rows_name(cast: Any, client_of: Any) -> None:
    power = scenarios.draft(cast)
    rows = (row(0, "受理", post=cast.staff_post.pk), row(1, "审核", post=424242), row(2, "批", post="9" * 15))
    table = client_of("clerk").post(url(power, "chart_preview"), posted(power, *rows)).context["table"]
    assert table.rows[0].values["post"] == cast.staff_post
    assert [sorted(each.errors) for each in table.rows] == [[], ["post"], ["post"]]


def test_preview_shows_risk_points_of_kept_steps(cast: Any, client_of: Any) -> None:
    power = scenarios.complete(cast)
    clerk = client_of("clerk")
    fields = as_posted(clerk.get(url(power)).context["page"])
    response = clerk.post(url(power, "chart_preview"), fields)
    code = power.risk_points.get().code
    assert code in response.content.decode()


@pytest.mark.parametrize("steps", [1, 12])
def test_editor_asks_the_database_equally_often(
    cast: Any, client_of: Any, django_assert_num_queries: Any, steps: int
) -> None:
    power = scenarios.draft(cast)
    clerk = client_of("clerk")
    rows = [row(key, f"环节{key}", post=cast.staff_post.pk) for key in range(steps)]
    assert clerk.post(url(power), posted(power, *rows)).status_code == 302
    with django_assert_num_queries(12):
        clerk.get(url(power))
