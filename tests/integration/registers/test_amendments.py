"""An amendment on its pages and on the public ones: what the meeting leaves alone stays as it was approved."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from dossiers import actions as dossiers
from powers import actions as powers
from registers.models import Edition
from tests import scenarios
from tests.scenarios import NOW


def url(edition: Edition) -> str:
    return reverse("registers:resolutions", args=[edition.pk])


def test_in_an_amendment_what_is_left_alone_is_carried(cast: Any, client_of: Any) -> None:
    changed, kept = scenarios.confirmed(cast, "甲"), scenarios.confirmed(cast, "乙")
    scenarios.edition(cast, "published")
    second = scenarios.edition(cast, "review")
    page = client_of("officer").get(url(second)).content.decode()
    assert page.count('<option value="" selected>沿用上一册</option>') == 2
    assert "未存" not in page
    data = {f"p{changed.pk}-outcome": "include", f"p{kept.pk}-outcome": ""}
    assert client_of("officer").post(url(second), data).status_code == 302
    assert list(second.resolutions.values_list("power", "outcome")) == [(changed.pk, "include")]
    asked = client_of("leader").get(reverse("registers:approve", args=[second.pk]))
    assert (asked.context["total"], asked.context["resolved"]["carried"]) == (2, 1)
    words = "本册是 2026-1 的增补册：按现在的档案列入 1 项，沿用 2026-1 的 1 项，暂不列入 0 项。"
    assert words in asked.content.decode()
    assert "社会将看不到" not in asked.content.decode()


def test_a_resolution_of_an_amendment_is_taken_back_on_the_page(cast: Any, client_of: Any) -> None:
    power = scenarios.confirmed(cast)
    scenarios.edition(cast, "published")
    second = scenarios.edition(cast, "review")
    officer = client_of("officer")
    prefix = f"p{power.pk}"
    officer.post(url(second), {f"{prefix}-outcome": "include"})
    line = officer.get(url(second)).context["lines"][0]
    stale = {f"{prefix}-outcome": "include", f"{prefix}-seen": line.form["seen"].value()}
    officer.post(url(second), {**stale, f"{prefix}-outcome": ""})
    assert not second.resolutions.exists()
    officer.post(url(second), stale)  # a page opened before, its line untouched
    assert not second.resolutions.exists()


def test_a_line_never_resolved_takes_nothing_back(cast: Any, client_of: Any) -> None:
    power = scenarios.confirmed(cast)
    scenarios.edition(cast, "published")
    second = scenarios.edition(cast, "review")
    officer = client_of("officer")
    prefix = f"p{power.pk}"
    seen = officer.get(url(second)).context["lines"][0].form["seen"].value()
    officer.post(url(second), {f"{prefix}-outcome": "include"})  # somebody else, meanwhile
    assert officer.post(url(second), {f"{prefix}-outcome": "", f"{prefix}-seen": seen}).status_code == 302
    assert second.resolutions.get().outcome == "include"


def test_the_first_register_of_a_year_says_how_many_would_vanish(cast: Any, client_of: Any) -> None:
    scenarios.confirmed(cast, "甲")
    chosen = scenarios.confirmed(cast, "乙")
    scenarios.edition(cast, "published")
    edition = scenarios.edition(cast, "review", year=2027)
    client_of("officer").post(url(edition), {f"p{chosen.pk}-outcome": "include"})
    page = client_of("leader").get(reverse("registers:approve", args=[edition.pk])).content.decode()
    assert "2026-1 里有、本册没有的有 1 项。" in page
    assert "社会将看不到" in page
    assert "增补册：" not in page


def test_a_published_amendment_keeps_the_carried_powers_public(
    cast: Any, client_of: Any, client: Any
) -> None:
    changed = scenarios.confirmed(cast, "甲", code="P-1")
    kept = scenarios.confirmed(cast, "乙", code="P-2")
    first = scenarios.edition(cast, "published")
    dossiers.reopen(power=kept, by=cast.clerk, now=NOW, reason="年度复核")
    powers.edit(power=kept, by=cast.clerk, now=NOW, values={"duties": "还没有审定的职责"})
    second = scenarios.edition(cast, "published")  # includes what is confirmed
    assert (second.label, list(second.resolutions.values_list("power", flat=True))) == (
        "2026-2",
        [changed.pk],
    )
    home = client.get(reverse("portal:home")).content.decode()
    assert all(name in home for name in (">甲<", ">乙<"))
    page = client.get(reverse("portal:power", args=["OURS", "P-2"])).content.decode()
    assert "依法审核并按时答复" in page
    assert "还没有审定的职责" not in page
    officer = client_of("officer")
    inside = officer.get(reverse("registers:detail", args=[second.pk])).content.decode()
    assert inside.count("沿用 2026-1") == 1
    assert "沿用上一册 1 项。" in inside
    entry = second.entries.get(power=kept)
    assert entry.digest == first.entries.get(power=kept).digest
    shown = officer.get(reverse("registers:entry", args=[second.pk, entry.pk])).content.decode()
    assert "沿用 2026-1" in shown
