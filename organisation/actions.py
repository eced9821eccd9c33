"""Every write to institutions, units, posts, people, grants and the calendar."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from audit.recording import record
from organisation.enums import UnitKind
from organisation.models import CalendarDay, Institution, Post, PostAssignment, Unit, User
from riskreg import access
from riskreg.guarded import acting, write


def create_institution(*, by: Any, now: datetime, values: Mapping[str, Any]) -> Institution:
    with acting(by=by, now=now):
        institution = Institution()
        write(institution, dict(values))
        root = Unit(institution=institution, code="ROOT", name=institution.name, kind=UnitKind.INSTITUTION)
        Unit.objects.add_root(instance=root)
        record("institution.created", subject=institution, institution=institution.code)
        return institution


def add_unit(*, parent: Unit, by: Any, now: datetime, values: Mapping[str, Any]) -> Unit:
    with acting(by=by, now=now):
        unit = Unit(institution=parent.institution, **values)
        Unit.objects.add_child(parent, instance=unit)
        record("unit.added", subject=unit, institution=unit.institution.code)
        return unit


def add_post(*, unit: Unit, by: Any, now: datetime, values: Mapping[str, Any]) -> Post:
    with acting(by=by, now=now):
        post = Post(unit=unit)
        write(post, dict(values))
        record("post.added", subject=post, institution=unit.institution.code)
        return post


def assign_post(*, post: Post, person: User, by: Any, now: datetime, started_on: date) -> PostAssignment:
    with acting(by=by, now=now):
        for current in post.assignments.filter(ended_on=None):
            write(current, {"ended_on": started_on})
        assignment = PostAssignment(post=post, person=person)
        write(assignment, {"started_on": started_on})
        record("post.assigned", subject=post, institution=post.unit.institution.code)
        return assignment


def create_account(
    *,
    by: Any,
    now: datetime,
    username: str,
    name: str,
    institution: Institution | None = None,
    password: str | None = None,
    system_role: str = "",
) -> User:
    with acting(by=by, now=now):
        user = User(username=username, name=name, institution=institution, system_role=system_role)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save()
        record("account.created", subject=user, institution=institution.code if institution else "")
        return user


def set_calendar_days(*, by: Any, now: datetime, days: Iterable[Mapping[str, Any]]) -> None:
    with acting(by=by, now=now):
        for day in days:
            row = CalendarDay.objects.filter(day=day["day"]).first() or CalendarDay()
            write(row, dict(day))


def grant_role(*, user: User, role: str, unit: Unit, by: Any, now: datetime, reason: str) -> None:
    with acting(by=by, now=now):
        access.grant(user=user, role=role, unit=unit)
        record("role.granted", subject=user, institution=unit.institution.code, reason=reason)


def note_sign_in(*, user: User, now: datetime) -> None:
    """Record that the account signed in."""
    with acting(by=user, now=now):
        record("account.signed_in", subject=user)


def note_sign_out(*, user: User, now: datetime) -> None:
    """Record that the account signed out."""
    with acting(by=user, now=now):
        record("account.signed_out", subject=user)


def note_failure(*, username: str, now: datetime, locked: bool = False) -> None:
    """Record a failed attempt; the name is kept as typed, whether or not there is such an account."""
    with acting(by=None, now=now):
        subject = User.objects.filter(username=username).first() or User(username=username[:150])
        event = "account.locked" if locked else "account.sign_in_failed"
        record(event, subject=subject, label=username[:150])


def change_password(*, user: User, now: datetime, password: str) -> None:
    """Set one's own new password (validated by the form) and end the duty to change it."""
    with acting(by=user, now=now):
        user.set_password(password)
        user.must_change_password = False
        user.save(update_fields=["password", "must_change_password"])
        record("account.password_changed", subject=user)
