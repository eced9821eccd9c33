"""Two people on one record of a stage: the second sees both versions and chooses; nothing typed is lost."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from registers import actions
from registers.models import Display, Edition, Opinion
from tests import scenarios
from tests.scenarios import NOW

DAY = "2026-03-02"
TODAY = NOW.date()
DISPLAY = {"place": "我写的", "starts_on": DAY, "ends_on": DAY, "contact": "纪委"}
MEETING = {"held_on": DAY, "chair": "我写的", "attendees": "乙", "minutes": ""}
CONSULTATION = {"method": "questionnaire", "held_on": DAY, "audience": "我写的", "sent": "5", "returned": "4"}
OPINION = {"source": "masses", "method": "questionnaire", "received_on": DAY, "power": "", "text": "我写的"}
THEIRS: dict[str, dict[str, Any]] = {
    "display": {"place": "别人写的", "starts_on": TODAY, "ends_on": TODAY, "contact": "纪委"},
    "meeting": {"held_on": TODAY, "chair": "别人写的", "attendees": "乙", "minutes": ""},
    "consultation": {
        "method": "questionnaire",
        "held_on": TODAY,
        "audience": "别人写的",
        "sent": 5,
        "returned": 4,
    },
    "opinion": {
        "source": "masses",
        "method": "questionnaire",
        "received_on": TODAY,
        "power": None,
        "text": "别人写的",
    },
}


def url(name: str, edition: Edition, *more: Any) -> str:
    return reverse(f"registers:{name}", args=[edition.pk, *more])


def record(cast: Any, edition: Edition, kind: str, row: Any = None, **values: Any) -> Any:
    """Write a record by its action, as another person does."""
    action = getattr(actions, f"record_{kind}")
    which = {kind: row} if kind in ("consultation", "opinion") else {}
    return action(edition=edition, by=cast.officer, now=NOW, values={**THEIRS[kind], **values}, **which)


def both(response: Any) -> list[tuple[str, str]]:
    assert response.status_code == 409
    return [(row["old"], row["new"]) for row in response.context["rows"]]


def overwriting(response: Any) -> dict[str, str]:
    return dict(response.context["fields"]) | {"overwrite": "yes"}


@pytest.fixture
def officer(client_of: Any) -> Client:
    return client_of("officer")


@pytest.mark.parametrize(
    ("at", "kind", "field", "mine"),
    [
        ("show", "display", "place", DISPLAY),
        ("review", "meeting", "chair", MEETING),
        ("ask", "consultation", "audience", CONSULTATION),
        ("ask", "opinion", "text", OPINION),
    ],
)
def test_a_record_that_others_corrected_is_shown_in_both_versions(
    cast: Any, officer: Client, at: str, kind: str, field: str, mine: dict[str, str]
) -> None:
    scenarios.confirmed(cast)
    edition = scenarios.edition(cast, at)
    row = record(cast, edition, kind, **{field: "起初"})
    own = kind in ("consultation", "opinion")
    page, address = (
        (url(f"{kind}_edit", edition, row.pk),) * 2 if own else (url("detail", edition), url(kind, edition))
    )
    got = officer.get(page)
    assert f'name="seen" value="{got.context["seen"]}"' in got.content.decode()
    record(cast, edition, kind, row)
    stale = officer.post(address, {**mine, "seen": got.context["seen"]})
    assert both(stale) == [("别人写的", "我写的")]
    row.refresh_from_db()
    assert getattr(row, field) == "别人写的"
    chosen = overwriting(stale)
    record(cast, edition, kind, row, **{field: "第三人写的"})
    third = officer.post(address, chosen)
    assert both(third) == [("第三人写的", "我写的")]
    assert officer.post(address, overwriting(third)).status_code == 302
    row.refresh_from_db()
    assert getattr(row, field) == "我写的"


@pytest.mark.parametrize(
    ("at", "kind", "mine"), [("show", "display", DISPLAY), ("review", "meeting", MEETING)]
)
def test_two_people_who_create_the_same_record_do_not_overwrite_each_other(
    cast: Any, officer: Client, at: str, kind: str, mine: dict[str, str]
) -> None:
    scenarios.confirmed(cast)
    edition = scenarios.edition(cast, at)
    seen = officer.get(url("detail", edition)).context["seen"]
    record(cast, edition, kind)
    stale = officer.post(url(kind, edition), {**mine, "seen": seen})
    assert both(stale) == [("别人写的", "我写的")]
    assert officer.post(url(kind, edition), overwriting(stale)).status_code == 302


def test_a_second_click_on_save_is_no_conflict(cast: Any, officer: Client) -> None:
    scenarios.confirmed(cast)
    edition = scenarios.edition(cast, "show")
    mine = {**DISPLAY, "seen": officer.get(url("detail", edition)).context["seen"]}
    assert [officer.post(url("display", edition), mine).status_code for _click in range(2)] == [302, 302]
    assert Display.objects.get().place == "我写的"


def test_a_mistake_in_between_keeps_what_was_seen(cast: Any, officer: Client) -> None:
    scenarios.confirmed(cast)
    edition = scenarios.edition(cast, "show")
    seen = officer.get(url("detail", edition)).context["seen"]
    record(cast, edition, "display")
    wrong = officer.post(url("display", edition), {**DISPLAY, "ends_on": "2026-03-01", "seen": seen})
    assert wrong.context["seen"] == seen
    assert officer.post(url("display", edition), {**DISPLAY, "seen": seen}).status_code == 409


def forms_of(response: Any) -> list[Any]:
    lines = response.context.get("lines")
    if lines is not None:
        return [line.form for line in lines]
    return [form for _row, form in response.context["rows"]]


def typed(response: Any) -> dict[str, Any]:
    """Everything the table of the page would send."""
    forms = forms_of(response)
    found: dict[str, Any] = {"opinion": [form.prefix.removeprefix("o") for form in forms]}
    for form in forms:
        found |= {form[name].html_name: form[name].value() for name in form.fields if name != "theirs"}
    return found


def differing(response: Any) -> list[list[tuple[str, str]]]:
    return [[(row["old"], row["new"]) for row in form.both] for form in forms_of(response)]


@pytest.fixture
def opinions(cast: Any) -> list[Opinion]:
    scenarios.confirmed(cast)
    edition = scenarios.edition(cast, "ask")
    return [record(cast, edition, "opinion", text=text) for text in "甲乙"]


def stored(model: Any, *names: str) -> list[tuple[str, ...]]:
    return list(model.order_by("pk").values_list(*names))


def test_answers_to_different_opinions_go_together(cast: Any, officer: Client, opinions: Any) -> None:
    first, second = opinions
    page = officer.get(url("opinions", first.edition))
    mine = typed(page) | {f"o{second.pk}-disposition": "adopted"}
    actions.dispose_opinion(
        opinion=first, by=cast.officer, now=NOW, disposition="rejected", reason="不合规定"
    )
    assert officer.post(url("dispose", first.edition), mine).status_code == 302
    assert stored(Opinion.objects, "disposition") == [("rejected",), ("adopted",)]


def test_two_answers_to_one_opinion_are_shown_even_where_the_list_is_narrowed(
    cast: Any, officer: Client, opinions: Any
) -> None:
    first, second = opinions
    pending = "?disposition=pending"
    mine = typed(officer.get(url("opinions", first.edition) + pending))
    mine |= {f"o{first.pk}-disposition": "partly", f"o{first.pk}-reason": "我写的理由"}
    mine |= {f"o{second.pk}-disposition": "adopted", f"o{second.pk}-reason": "另一条的"}
    actions.dispose_opinion(opinion=first, by=cast.officer, now=NOW, disposition="rejected", reason="别人的")
    address = url("dispose", first.edition) + pending
    stale = officer.post(address, mine)
    assert stale.status_code == 409
    assert differing(stale) == [[("不采纳", "部分采纳"), ("别人的", "我写的理由")], []]
    assert "另一条的" in stale.content.decode()
    assert stored(Opinion.objects, "disposition") == [("rejected",), ("pending",)]
    assert officer.post(address, typed(stale)).status_code == 302
    assert stored(Opinion.objects, "reason") == [("我写的理由",), ("另一条的",)]


def test_taking_theirs_in_one_row_saves_the_others(cast: Any, officer: Client, opinions: Any) -> None:
    first, second = opinions
    mine = typed(officer.get(url("opinions", first.edition)))
    mine |= {f"o{row.pk}-disposition": "adopted" for row in opinions}
    actions.dispose_opinion(opinion=first, by=cast.officer, now=NOW, disposition="rejected", reason="别人的")
    stale = officer.post(url("dispose", first.edition), mine)
    answer = typed(stale) | {f"o{first.pk}-theirs": "on", f"o{first.pk}-disposition": "partly"}
    wrong = officer.post(url("dispose", first.edition), answer | {f"o{second.pk}-disposition": "rejected"})
    assert f'name="o{first.pk}-theirs"' in wrong.content.decode()
    assert officer.post(url("dispose", first.edition), answer).status_code == 302
    assert stored(Opinion.objects, "disposition", "reason") == [("rejected", "别人的"), ("adopted", "")]


@pytest.fixture
def meeting(cast: Any) -> tuple[Edition, Any, Any]:
    first, second = scenarios.confirmed(cast), scenarios.draft(cast, "草稿一项")
    return scenarios.edition(cast, "review"), first, second


def resolve(cast: Any, edition: Edition, power: Any, outcome: str, note: str = "") -> None:
    outcomes = [(power, outcome, note)]
    actions.record_resolutions(edition=edition, by=cast.officer, now=NOW, outcomes=outcomes)


def test_resolutions_on_different_powers_go_together(cast: Any, officer: Client, meeting: Any) -> None:
    edition, first, second = meeting
    resolve(cast, edition, first, "include")
    mine = typed(officer.get(url("resolutions", edition)))
    resolve(cast, edition, first, "exclude", "别人的")
    assert officer.post(url("resolutions", edition), mine).status_code == 302
    found = {row.power: row.note for row in edition.resolutions.all()}
    assert found == {first: "别人的", second: mine[f"p{second.pk}-note"]}


@pytest.mark.parametrize("before", [True, False])
def test_two_resolutions_on_one_power_are_shown_and_one_is_chosen(
    cast: Any, officer: Client, meeting: Any, before: bool
) -> None:
    edition, first, second = meeting
    if before:
        resolve(cast, edition, first, "include")
    mine = typed(officer.get(url("resolutions", edition)))
    mine |= {
        f"p{first.pk}-outcome": "exclude",
        f"p{first.pk}-note": "我写的",
        f"p{second.pk}-note": "另一项的",
    }
    resolve(cast, edition, first, "exclude", "别人的")
    stale = officer.post(url("resolutions", edition), mine)
    assert stale.status_code == 409
    assert differing(stale) == [[("别人的", "我写的")], []]
    assert not edition.resolutions.filter(power=second).exists()
    resolve(cast, edition, first, "include")
    third = officer.post(url("resolutions", edition), typed(stale))
    assert differing(third) == [[("列入本册", "暂不列入"), ("", "我写的")], []]
    assert officer.post(url("resolutions", edition), typed(third)).status_code == 302
    assert {row.note for row in edition.resolutions.all()} == {"我写的", "另一项的"}


def test_a_second_click_on_the_resolutions_is_no_conflict(officer: Client, meeting: Any) -> None:
    edition, _first, _second = meeting
    mine = typed(officer.get(url("resolutions", edition)))
    clicks = [officer.post(url("resolutions", edition), mine).status_code for _click in range(2)]
    assert clicks == [302, 302]
