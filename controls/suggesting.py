"""Who would usually be responsible: offered, never stored by itself."""

from __future__ import annotations

from controls.enums import ResponsibilityLevel
from organisation.enums import PostLevel
from organisation.models import Post
from powers.models import Power


def suggested_chain(power: Power) -> dict[str, int]:
    """Return level → post id: the principal, the leader in charge, the unit's head, and its staff."""
    posts = Post.objects.filter(unit__institution=power.institution, abolished_on=None)
    principal = (
        posts.filter(level=PostLevel.PRINCIPAL).order_by("unit__path", "code").first()
    )
    own = posts.filter(unit=power.unit)
    found = {
        ResponsibilityLevel.FIRST.value: principal,
        ResponsibilityLevel.IN_CHARGE.value: power.leader_in_charge,
        ResponsibilityLevel.DIRECT.value: own.filter(level=PostLevel.UNIT_HEAD).first(),
        ResponsibilityLevel.STAFF.value: own.filter(level=PostLevel.STAFF)
        .order_by("code")
        .first(),
    }
    return {level: post.pk for level, post in found.items() if post}
