"""`x in visible_to(user)` equals `bool(can_view(user, x))`, over every user and object."""

from __future__ import annotations

from powers import permissions
from powers.models import Power
from registers.models import Edition
from registers.permissions import can_view as can_view_edition
from riskpoints.models import RiskPoint
from riskpoints.permissions import can_view as can_view_point
from tests import scenarios
from tests.scenarios import Cast


def test_the_rows_a_person_sees_are_those_the_person_may_view(cast: Cast) -> None:
    scenarios.confirmed(cast)
    scenarios.draft(cast, "另一项", is_public=True)
    edition = scenarios.edition(cast, "published")
    for name, user in cast.people().items():
        for power in Power.objects.all():
            assert Power.objects.visible_to(user).contains(power) == bool(
                permissions.can_view(user, power)
            ), name
        for point in RiskPoint.objects.select_related("power__unit"):
            assert RiskPoint.objects.visible_to(user).contains(point) == bool(can_view_point(user, point)), (
                name
            )
        assert Edition.objects.visible_to(user).contains(edition) == bool(can_view_edition(user, edition)), (
            name
        )
    assert Power.objects.visible_to(cast.clerk).count() == 2
    assert Power.objects.visible_to(cast.stranger).count() == 0
