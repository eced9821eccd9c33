"""What the actions refuse of measures and the chain; who is suggested."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from controls import actions, posts
from controls.models import Measure, Responsibility
from controls.suggesting import suggested_chain
from organisation.models import Post, Unit
from riskpoints import actions as riskpoints
from riskpoints.models import RiskPoint
from riskreg.guarded import acting
from tests import scenarios
from tests.scenarios import NOW, Cast


@pytest.fixture
def strange_post(cast: Cast) -> Post:
    """A post of the other institution."""
    unit = Unit.objects.get(institution__code="THEIRS")
    with acting(by=None, now=NOW):
        post = Post(unit=unit, code="X", title="外单位岗位", level="staff")
        post.save()
    return post


def test_a_post_of_another_institution_is_refused_at_the_field(cast: Cast, strange_post: Post) -> None:
    power = scenarios.complete(cast)
    point = RiskPoint.objects.get(power=power)
    values = {"title": "抽查", "responsible": strange_post}
    with pytest.raises(ValidationError) as error:
        actions.add_measure(point=point, by=cast.clerk, now=NOW, values=values)
    assert set(error.value.message_dict) == {"responsible"}
    with pytest.raises(ValidationError):
        actions.edit_measure(measure=point.measures.get(), by=cast.clerk, now=NOW, values=values)
    with pytest.raises(ValidationError) as error:
        actions.set_chain(power=power, by=cast.clerk, now=NOW, posts={"first": strange_post})
    assert set(error.value.message_dict) == {"first"}
    assert not Measure.objects.filter(responsible=strange_post).exists()
    assert not Responsibility.objects.filter(post=strange_post).exists()


def test_an_override_is_of_a_point_of_the_power(cast: Cast) -> None:
    point = RiskPoint.objects.get(power=scenarios.complete(cast))
    other = scenarios.draft(cast, "另一项")
    with pytest.raises(ValidationError):
        actions.set_chain(power=other, point=point, by=cast.clerk, now=NOW, posts={"first": cast.principal})


def test_the_chain_is_suggested_from_the_organisation(cast: Cast) -> None:
    power = scenarios.draft(cast, leader_in_charge=cast.deputy)
    assert suggested_chain(power) == {
        "first": cast.principal.pk,
        "in_charge": cast.deputy.pk,
        "direct": cast.head_post.pk,
        "staff": cast.staff_post.pk,
    }
    assert not Responsibility.objects.exists()


def test_a_point_is_suggested_the_post_of_its_step_alone(cast: Cast) -> None:
    power = scenarios.complete(cast)
    point = RiskPoint.objects.get(power=power)
    assert suggested_chain(power, point) == {"staff": cast.head_post.pk}
    other = riskpoints.add(
        power=power, by=cast.clerk, now=NOW, values={"title": "乙", "step": power.steps.get(no=5)}
    )
    assert suggested_chain(power, other) == {}


def test_posts_are_found_by_words_and_read_back(cast: Cast, strange_post: Post) -> None:
    def found(text: str) -> list[Post]:
        return posts.matching(cast.institution, text)

    assert found("民政 所长") == [cast.head_post]
    assert found("clerk甲") == [cast.staff_post]
    assert found("外单位岗位") == []
    offered = posts.available(cast.institution)
    for post in offered:
        assert posts.read(offered, posts.written(post)) == post
    assert posts.read(offered, "所长") == cast.head_post
    assert posts.read(offered, f"外单位 外单位岗位 #{strange_post.pk}") is None
    assert posts.read(offered, "没有") is None


def test_an_abolished_post_is_offered_only_where_it_is_named(cast: Cast) -> None:
    with acting(by=None, now=NOW):
        cast.staff_post.abolished_on = NOW.date()
        cast.staff_post.save()
    assert cast.staff_post not in posts.available(cast.institution)
    assert cast.staff_post in posts.available(cast.institution, keep=[cast.staff_post.pk])


@pytest.mark.parametrize(
    ("due_on", "status", "late"),
    [
        (date(2026, 3, 1), "planned", True),
        (date(2026, 3, 1), "ineffective", True),
        (date(2026, 3, 1), "in_place", False),
        (date(2026, 3, 1), "verified", False),
        (date(2026, 3, 2), "planned", False),
        (None, "planned", False),
    ],
)
def test_late_is_said_alike_of_a_row_and_of_a_list(cast: Cast, due_on: Any, status: str, late: bool) -> None:
    point = RiskPoint.objects.get(power=scenarios.complete(cast))
    measure = actions.edit_measure(
        measure=point.measures.get(), by=cast.clerk, now=NOW, values={"due_on": due_on, "status": status}
    )
    today = date(2026, 3, 2)
    assert measure.is_overdue(today) is late
    assert Measure.objects.overdue(today).exists() is late
