"""Dossiers read whole: a fixed number of queries, every post one object, the same at once and a stretch at a time."""

from __future__ import annotations

from typing import Any

import pytest

from controls import actions as controls
from dossiers.content import content_of
from powers.models import Power
from tests import scenarios
from tests.scenarios import NOW


@pytest.fixture
def dossiers(cast: Any) -> Any:
    """Three dossiers, one with a post of its own for a risk point, one by its name only."""
    scenarios.complete(cast, "临时救助")
    other = scenarios.complete(cast, "高龄津贴")
    point = other.risk_points.get()
    controls.set_chain(power=other, point=point, by=cast.clerk, now=NOW, posts={"direct": cast.staff_post})
    scenarios.draft(cast, "只有名称")
    return Power.objects.with_dossier().order_by("pk")


def test_reading_costs_the_same_however_many_there_are(dossiers: Any, django_assert_num_queries: Any) -> None:
    for count in (1, 3):
        with django_assert_num_queries(9):
            assert len([content_of(power) for power in dossiers[:count]]) == count


def test_a_post_is_one_object_wherever_it_is_named(cast: Any, dossiers: Any) -> None:
    named = [
        post
        for power in dossiers
        for post in (
            *(step.post for step in power.steps.all()),
            *(link.post for link in power.responsibilities.all()),
            *(measure.responsible for point in power.risk_points.all() for measure in point.measures.all()),
        )
        if post is not None and post.pk == cast.staff_post.pk
    ]
    assert len(named) == 9
    assert len({id(post) for post in named}) == 1
    assert named[0].holder_name() == "clerk甲"


def test_what_parts_name_is_the_dossiers_own(dossiers: Any, django_assert_num_queries: Any) -> None:
    power = dossiers[0]
    steps = {step.no: step for step in power.steps.all()}
    with django_assert_num_queries(0):
        assert [way.target for way in power.transitions.all() if way.source is steps[4]] == [
            steps[5],
            steps[6],
        ]
        assert power.risk_points.all()[0].step is steps[3]
        assert power.steps.all()[0].post is None


def test_a_stretch_at_a_time_is_the_same_as_at_once(dossiers: Any) -> None:
    at_once = [content_of(power) for power in dossiers]
    assert [content_of(power) for power in dossiers.iterator(chunk_size=1)] == at_once
    assert [content_of(power) for power in dossiers.iterator(chunk_size=2)] == at_once
    direct = [point["responsible"]["direct"] for content in at_once for point in content["risk_points"]]
    assert direct == ["所长（head甲）", "办事员（clerk甲）"]
