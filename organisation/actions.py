"""Every write to institutions, units, posts, people, grants and the calendar.

`by` None is the installation itself (commands); everybody else is asked for the right inside the action.
All raise Refused without the right and ValidationError by field.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from audit.recording import record
from organisation import permissions
from organisation.enums import UnitKind
from organisation.models import CalendarDay, Institution, Post, PostAssignment, Unit, User
from organisation.stored import ACCOUNT_FIELDS, INSTITUTION_FIELDS, POST_FIELDS, UNIT_FIELDS
from riskreg import access
from riskreg.decisions import require
from riskreg.guarded import acting, lock_row, write
from riskreg.stale import require_seen, values_of


def create_institution(*, by: Any, now: datetime, values: Mapping[str, Any]) -> Institution:
    """Add an institution with the root of its unit tree."""
    with acting(by=by, now=now):
        require(permissions.can_administer(by))
        institution = Institution()
        write(institution, dict(values))
        root = Unit(institution=institution, code="ROOT", name=institution.name, kind=UnitKind.INSTITUTION)
        Unit.objects.add_root(instance=root)
        record("institution.created", subject=institution, institution=institution.code)
        return institution


def edit_institution(
    *, institution: Institution, by: Any, now: datetime, values: Mapping[str, Any], seen: str | None = None
) -> Institution:
    """Change an institution. `seen` is the token the person started from; `Stale` if others saved."""
    with acting(by=by, now=now):
        require(permissions.can_administer(by))
        row: Institution = Institution.objects.lock(institution.pk)
        require_seen(seen, values_of(row, INSTITUTION_FIELDS))
        changed = write(row, dict(values))
        if "name" in changed:
            write(Unit.objects.select_for_update().get(institution=row, depth=1), {"name": row.name})
        if changed:
            record("institution.edited", subject=row, institution=row.code, details=changed)
        return row


def add_unit(*, parent: Unit, by: Any, now: datetime, values: Mapping[str, Any]) -> Unit:
    """Add a unit below another."""
    with acting(by=by, now=now):
        Institution.objects.lock(parent.institution_id)
        parent = Unit.objects.get(pk=parent.pk)
        require(permissions.can_extend(by, parent))
        unit = Unit(institution=parent.institution, **values)
        unit.full_clean(exclude=["path", "depth", "numchild"])
        Unit.objects.add_child(parent, instance=unit)
        record("unit.added", subject=unit, institution=unit.institution.code)
        return unit


def edit_unit(
    *, unit: Unit, by: Any, now: datetime, values: Mapping[str, Any], seen: str | None = None
) -> Unit:
    """Rename a unit or change its kind."""
    with acting(by=by, now=now):
        require(permissions.can_administer(by))
        row = lock_row(Unit.objects.all(), unit.pk)
        require_seen(seen, values_of(row, UNIT_FIELDS))
        changed = write(row, dict(values))
        if changed:
            record("unit.edited", subject=row, institution=row.institution.code, details=changed)
        return row  # type: ignore[no-any-return]


def move_unit(*, unit: Unit, parent: Unit, by: Any, now: datetime) -> Unit:
    """Put a unit with everything below it under another unit of its institution.

    Who holds a role on the units above sees what is below them, so a move changes who sees what.
    """
    with acting(by=by, now=now):
        Institution.objects.lock(unit.institution_id)
        row, target = Unit.objects.get(pk=unit.pk), Unit.objects.get(pk=parent.pk)
        require(permissions.can_move(by, row, target))
        old = Unit.objects.get_parent(row)
        if old != target:
            Unit.objects.move(row, target, "last-child")
            row = Unit.objects.get(pk=row.pk)
            row.save()
            details = {"parent": [old.name, target.name]}
            record("unit.moved", subject=row, institution=row.institution.code, details=details)
        return row  # type: ignore[no-any-return]


def abolish_unit(*, unit: Unit, by: Any, now: datetime, on: date) -> Unit:
    """Close a unit that holds no powers in force."""
    with acting(by=by, now=now):
        row = lock_row(Unit.objects.all(), unit.pk)
        require(permissions.can_abolish(by, row))
        write(row, {"abolished_on": on})
        record("unit.abolished", subject=row, institution=row.institution.code)
        return row  # type: ignore[no-any-return]


def add_post(*, unit: Unit, by: Any, now: datetime, values: Mapping[str, Any]) -> Post:
    """Add a post to a unit."""
    with acting(by=by, now=now):
        require(permissions.can_extend(by, unit))
        post = Post(unit=unit)
        write(post, dict(values))
        record("post.added", subject=post, institution=unit.institution.code)
        return post


def edit_post(
    *, post: Post, by: Any, now: datetime, values: Mapping[str, Any], seen: str | None = None
) -> Post:
    """Change a post."""
    with acting(by=by, now=now):
        require(permissions.can_administer(by))
        row: Post = Post.objects.lock(post.pk)
        require_seen(seen, values_of(row, POST_FIELDS))
        changed = write(row, dict(values))
        if changed:
            record("post.edited", subject=row, institution=row.unit.institution.code, details=changed)
        return row


def abolish_post(*, post: Post, by: Any, now: datetime, on: date) -> Post:
    """Close a post; its holder leaves it that day."""
    with acting(by=by, now=now):
        row: Post = Post.objects.lock(post.pk)
        require(permissions.can_staff(by, row))
        _end_assignment(row, on)
        write(row, {"abolished_on": on})
        record("post.abolished", subject=row, institution=row.unit.institution.code)
        return row


def assign_post(*, post: Post, person: User | None, by: Any, now: datetime, started_on: date) -> None:
    """Put a person into a post from a day on; who held it leaves that day. None leaves it vacant."""
    with acting(by=by, now=now):
        row: Post = Post.objects.lock(post.pk)
        require(permissions.can_staff(by, row))
        if person is not None and person.institution_id != row.unit.institution_id:
            raise ValidationError({"person": _("“%(name)s”不是本单位的人员。") % {"name": person}})
        old = row.holder_name()
        _end_assignment(row, started_on)
        if person is not None:
            write(PostAssignment(post=row, person=person), {"started_on": started_on})
        details = {"holder": [old, person.name if person else ""]}
        record("post.assigned", subject=row, institution=row.unit.institution.code, details=details)


def _end_assignment(post: Post, on: date) -> None:
    for current in PostAssignment.objects.filter(post=post, ended_on=None):
        write(current, {"ended_on": max(on, current.started_on)})


def random_password() -> str:
    """Return a password that meets the rules, to be shown once."""
    return f"{secrets.token_urlsafe(9)}-Aa1"


def create_account(
    *,
    by: Any,
    now: datetime,
    username: str,
    name: str,
    institution: Institution | None = None,
    phone: str = "",
    password: str | None = None,
    must_change_password: bool = False,
    system_role: str = "",
) -> User:
    """Add a person. Without a password the person does not sign in. Only the installation sets a system role."""
    with acting(by=by, now=now):
        require(permissions.can_administer(by))
        if system_role:
            require(permissions.can_set_system_role(by, User(), system_role))
        user = User(
            username=username,
            name=name,
            institution=institution,
            phone=phone,
            system_role=system_role,
            must_change_password=must_change_password,
        )
        user.set_password(password)
        user.full_clean()
        user.save()
        _record_account("account.created", user)
        return user


def edit_account(
    *, account: User, by: Any, now: datetime, values: Mapping[str, Any], seen: str | None = None
) -> User:
    """Change a person's name, institution or telephone."""
    with acting(by=by, now=now):
        require(permissions.can_administer(by))
        row = lock_row(User.objects.all(), account.pk)
        require_seen(seen, values_of(row, ACCOUNT_FIELDS))
        changed = write(row, dict(values))
        if changed:
            _record_account("account.edited", row, details=changed)
        return row


def set_active(*, account: User, by: Any, now: datetime, active: bool) -> User:
    """Close an account or open it again."""
    with acting(by=by, now=now):
        row = lock_row(User.objects.all(), account.pk)
        require(permissions.can_administer(by) if active else permissions.can_deactivate(by, row))
        if row.is_active != active:
            row.is_active = active
            row.save(update_fields=["is_active"])
            _record_account("account.reactivated" if active else "account.deactivated", row)
        return row


def reset_password(*, account: User, by: Any, now: datetime) -> str:
    """Give the account a random password that must be changed at once; return it to be shown once."""
    with acting(by=by, now=now):
        row = lock_row(User.objects.all(), account.pk)
        require(permissions.can_reset_password(by, row))
        password = random_password()
        row.set_password(password)
        row.must_change_password = True
        row.save(update_fields=["password", "must_change_password"])
        _record_account("account.password_reset", row)
        return password


def _record_account(event: str, account: User, **told: Any) -> None:
    record(
        event, subject=account, institution=account.institution.code if account.institution else "", **told
    )


def set_calendar_days(*, by: Any, now: datetime, days: Iterable[Mapping[str, Any]]) -> None:
    """Enter days that differ from the plain week, or change them."""
    with acting(by=by, now=now):
        require(permissions.can_administer(by))
        count, last = 0, None
        for day in days:
            last = CalendarDay.objects.filter(day=day["day"]).first() or CalendarDay()
            adding = last._state.adding
            count += bool(write(last, dict(day))) or adding
        if count and last is not None:
            record("calendar.changed", subject=last, details={"days": count})


def remove_calendar_day(*, day: CalendarDay, by: Any, now: datetime) -> None:
    """Let the plain week hold again on that day."""
    with acting(by=by, now=now):
        require(permissions.can_administer(by))
        record("calendar.changed", subject=day, details={"removed": str(day)})
        day.delete()


def grant_role(*, user: User, role: str, unit: Unit, by: Any, now: datetime, reason: str) -> bool:
    """Give the account a role on a unit and everything below it; False if it held it already."""
    with acting(by=by, now=now):
        row = lock_row(User.objects.all(), user.pk)
        require(permissions.can_grant(by, row))
        require(permissions.can_grant_on(by, lock_row(Unit.objects.all(), unit.pk)))
        _require_reason(reason)
        given = access.grant(user=user, role=role, unit=unit)
        if given:
            _record_role("role.granted", user, role, unit, reason)
        return given


def revoke_role(*, user: User, role: str, unit: Unit, by: Any, now: datetime, reason: str) -> bool:
    """Take the role on the unit from the account; False if it did not hold it."""
    with acting(by=by, now=now):
        require(permissions.can_see_grants(by))
        _require_reason(reason)
        taken = access.revoke(user=user, role=role, unit=unit)
        if taken:
            _record_role("role.revoked", user, role, unit, reason)
        return taken


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise ValidationError({"reason": _("请写明理由。")})


def _record_role(event: str, user: User, role: str, unit: Unit, reason: str) -> None:
    details = {"role": role, "unit": unit.name}
    record(event, subject=user, institution=unit.institution.code, reason=reason, details=details)


def set_system_role(*, account: User, role: str, by: Any, now: datetime, reason: str) -> User:
    """Make the account one of the three administrators, or end that ('')."""
    with acting(by=by, now=now):
        row = lock_row(User.objects.all(), account.pk)
        require(permissions.can_set_system_role(by, row, role))
        _require_reason(reason)
        old, row.system_role = row.system_role, role
        if old == role:
            return row
        row.full_clean()
        row.save(update_fields=["system_role"])
        details = {"system_role": [old, role]}
        _record_account("account.system_role_set", row, reason=reason, details=details)
        return row


def note_sign_in(*, user: User, now: datetime) -> None:
    """Record that the account signed in."""
    with acting(by=user, now=now):
        _record_account("account.signed_in", user)


def note_sign_out(*, user: User, now: datetime) -> None:
    """Record that the account signed out."""
    with acting(by=user, now=now):
        _record_account("account.signed_out", user)


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
        _record_account("account.password_changed", user)
