"""Sample institutions: units, posts, people and grants, through the organisation's actions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from organisation import actions
from organisation.enums import SystemRole
from organisation.models import Institution, Post, Unit, User
from powers.actions import save_category
from powers.models import PowerCategory
from registers.sample import reading

INSTITUTION_FIELDS = (
    "code",
    "name",
    "short_name",
    "region_code",
    "issuing_office",
    "party_group_name",
    "superior_discipline_body",
    "complaint_phone",
    "complaint_email",
    "complaint_address",
)

# The accounts of the demo; everybody else is a person who does not sign in.
SIGN_IN = frozenset({"clerk", "head", "discipline", "leader", "registrar", "stranger"})


@dataclass
class Sample:
    """One sample institution in the database, by the codes of its fixture."""

    institution: Institution
    units: dict[str, Unit] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    clerk_of: dict[str, User] = field(default_factory=dict)
    head_of: dict[str, User] = field(default_factory=dict)
    officer: User | None = None


def load_tables(now: datetime) -> None:
    """Fill the tables of categories and calendar days that every institution shares."""
    for position, row in enumerate(reading.categories()):
        known = PowerCategory.objects.filter(code=row["code"]).first()
        save_category(by=None, now=now, values={**row, "position": position}, category=known)
    days = [
        {"day": row["date"], "is_workday": row["is_workday"], "name": row["name"]}
        for row in reading.calendar()
    ]
    actions.set_calendar_days(by=None, now=now, days=days)


def load_administrators(now: datetime, password: str) -> None:
    """Make the three administrators of the demo, if they are not there."""
    names = {"sysadmin": "系统管理员", "secadmin": "安全管理员", "auditor": "审计管理员"}
    for role in SystemRole:
        if not User.objects.filter(username=role.value).exists():
            actions.create_account(
                by=None,
                now=now,
                username=role.value,
                name=names[role.value],
                password=password,
                system_role=role.value,
            )


def load_structure(data: dict[str, Any], now: datetime, password: str) -> Sample:
    """Create the institution with everything in `institution.yaml`."""
    values = {name: data[name] for name in INSTITUTION_FIELDS} | {"is_sample": True}
    institution = actions.create_institution(by=None, now=now, values=values)
    sample = Sample(institution)
    sample.units["ROOT"] = Unit.objects.get(institution=institution, depth=1)
    for row in data["units"]:
        parent = Unit.objects.get(pk=sample.units[row.get("parent") or "ROOT"].pk)
        unit_values = {name: row[name] for name in ("code", "name", "kind")}
        sample.units[row["code"]] = actions.add_unit(parent=parent, by=None, now=now, values=unit_values)
    for row in data["people"]:
        sample.people[row["username"]] = actions.create_account(
            by=None,
            now=now,
            username=row["username"],
            name=row["name"],
            institution=institution,
            password=password if row["username"] in SIGN_IN else None,
        )
    for row in data["posts"]:
        _post(sample, row, now)
    for row in data["grants"]:
        _grant(sample, row, now)
    return sample


def _post(sample: Sample, row: dict[str, Any], now: datetime) -> None:
    values = {name: row[name] for name in ("code", "title", "level", "is_key", "duties")}
    post = actions.add_post(unit=sample.units[row["unit"]], by=None, now=now, values=values)
    sample.posts[row["code"]] = post
    if row.get("holder"):
        person = sample.people[row["holder"]]
        actions.assign_post(post=post, person=person, by=None, now=now, started_on=now.date())


def _grant(sample: Sample, row: dict[str, Any], now: datetime) -> None:
    user, unit = sample.people[row["username"]], sample.units[row["unit"]]
    actions.grant_role(user=user, role=row["role"], unit=unit, by=None, now=now, reason="示例数据")
    if row["role"] == "clerk":
        sample.clerk_of[row["unit"]] = user
    elif row["role"] == "unit_head":
        sample.head_of[row["unit"]] = user
    elif row["role"] == "discipline_officer":
        sample.officer = user
