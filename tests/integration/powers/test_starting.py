"""Starting a flowchart from a pattern or from a copy."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse

from powers import chart_rules
from powers.models import Power
from powers.patterns import PATTERNS
from powers.step_table import from_values
from tests import scenarios

pytestmark = pytest.mark.django_db


def labels(page: str) -> list[str]:
    return [label for label in re.findall(r'name="step-\d+-label"[^>]* value="([^"]*)"', page) if label]


@pytest.mark.parametrize("pattern", PATTERNS.values(), ids=lambda pattern: pattern.code)
def test_a_pattern_is_a_sound_chart_that_lacks_only_what_offices_must_add(pattern: Any) -> None:
    table = from_values(pattern.values(), codes={}, posts={})
    ways = [(way.source, way.target, way.condition) for way in table.exits()]
    assert ways == [tuple(way) for way in sorted(pattern.values()["exits"], key=lambda way: way[0])]
    rules = {found.rule for found in chart_rules.problems(table.judged(), ways)}
    assert rules <= {"R11", "R15"}


def test_a_pattern_opens_as_rows_not_yet_saved(cast: Any, client_of: Any) -> None:
    power = scenarios.draft(cast)
    page = client_of("clerk").get(reverse("powers:chart_use", args=[power.pk]), {"pattern": "payment"})
    assert labels(page.content.decode()) == [str(label) for _kind, label, _out in PATTERNS["payment"].steps]
    assert "data-unsaved" in page.content.decode()
    assert not power.steps.exists()


def test_a_copy_brings_rows_without_the_other_powers_ids(cast: Any, client_of: Any) -> None:
    other = scenarios.complete(cast, "已画好的")
    power = scenarios.draft(cast, "还没画的")
    page = client_of("clerk").get(reverse("powers:chart_use", args=[power.pk]), {"power": other.pk})
    text = page.content.decode()
    assert labels(text) == [step.label for step in other.steps.all()]
    assert re.findall(r'name="step-\d+-id" value="(\d+)"', text) == []


def test_the_page_offers_patterns_and_charts_the_account_may_read(cast: Any, client_of: Any) -> None:
    scenarios.complete(cast, "已画好的")
    power = scenarios.draft(cast, "还没画的")
    scenarios.draft(cast, "也没画的")
    page = client_of("clerk").get(reverse("powers:chart_start", args=[power.pk])).content.decode()
    assert page.count("?pattern=") == 4
    assert page.count("?power=") == 1
    assert "已画好的" in page
    found = client_of("clerk").get(reverse("powers:chart_start", args=[power.pk]), {"q": "没有这个"})
    assert "换个词试试" in found.content.decode()


def test_charts_of_others_cannot_be_copied(cast: Any, client_of: Any) -> None:
    other = scenarios.complete(cast, "我们的")
    stranger = client_of("stranger")
    theirs = Power.objects.exclude(institution=cast.institution).first()
    address = reverse("powers:chart_use", args=[theirs.pk if theirs else other.pk])
    assert stranger.get(address, {"power": other.pk}).status_code == 404
    for wrong in ({"power": "x"}, {"pattern": "x"}, {"power": 999_999}):
        assert client_of("clerk").get(reverse("powers:chart_use", args=[other.pk]), wrong).status_code == 404


def test_readers_may_not_begin_a_chart(cast: Any, client_of: Any) -> None:
    power = scenarios.draft(cast)
    for name in ("chart_start", "chart_use"):
        answer = client_of("officer").get(reverse(f"powers:{name}", args=[power.pk]), {"pattern": "payment"})
        assert answer.status_code == 403
