"""Who would usually be responsible: offered, never stored by itself."""

from __future__ import annotations

from django.db.models import QuerySet

from controls.enums import ResponsibilityLevel
from organisation.enums import PostLevel
from organisation.models import Post, Unit
from powers.models import Power
from riskpoints.models import RiskPoint


def suggested_chain(power: Power, point: RiskPoint | None = None) -> dict[str, int]:
    """Return level → post id: the principal, the leader in charge, the unit's head, the post of the step."""
    posts = Post.objects.filter(unit__institution=power.institution_id, abolished_on=None)
    leader = power.leader_in_charge
    found = {
        ResponsibilityLevel.FIRST.value: posts.filter(level=PostLevel.PRINCIPAL).first(),
        ResponsibilityLevel.IN_CHARGE.value: None if leader and leader.abolished_on else leader,
        ResponsibilityLevel.DIRECT.value: _head(posts, power.unit),
        ResponsibilityLevel.STAFF.value: _performer(posts, power, point),
    }
    suggested = {level: post.pk for level, post in found.items() if post}
    return _beyond_the_chain(power, suggested) if point else suggested


def _beyond_the_chain(power: Power, suggested: dict[str, int]) -> dict[str, int]:
    """Return what a risk point may want of its own: levels the power leaves open, and another performer."""
    named = dict(power.responsibilities.filter(risk_point=None).values_list("level", "post"))  # type: ignore[attr-defined]
    staff = ResponsibilityLevel.STAFF.value
    return {
        level: post
        for level, post in suggested.items()
        if level not in named or (level == staff and post != named[level])
    }


def _head(posts: QuerySet[Post], unit: Unit) -> Post | None:
    """Return the head of the unit, else of the nearest unit above it."""
    step = type(unit).steplen
    above = [unit.path[: end + step] for end in range(0, len(unit.path), step)]
    heads = posts.filter(unit__path__in=above, level=PostLevel.UNIT_HEAD)
    return heads.order_by("-unit__path", "code").first()


def _performer(posts: QuerySet[Post], power: Power, point: RiskPoint | None) -> Post | None:
    """Return the post of the risk point's step, else the staff post of the first step that names one."""
    if point is not None and point.step is not None and point.step.post is not None:
        return None if point.step.post.abolished_on else point.step.post
    staff = posts.filter(level=PostLevel.STAFF)
    return (
        staff.filter(steps__power=power).order_by("steps__no").first()
        or staff.filter(unit=power.unit).order_by("code").first()
    )
