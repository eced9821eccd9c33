"""Small worlds for tests: people with roles, and dossiers and editions brought to a state by real actions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from controls import actions as controls
from dossiers import actions as dossiers
from organisation.models import Institution, Post, PostAssignment, Unit, User
from powers import actions as powers
from powers.chart_input import ExitRow, StepRow
from powers.models import Power, PowerCategory
from registers import actions as registers
from registers.models import Edition
from riskpoints import actions as riskpoints
from riskreg import access
from riskreg.guarded import acting

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
PASSWORD = "Correct-horse-7"


@dataclass
class Cast:
    """Two institutions: ours with one section, and a stranger's."""

    institution: Institution
    root: Unit
    unit: Unit
    other_unit: Unit
    category: PowerCategory
    principal: Post
    deputy: Post
    head_post: Post
    staff_post: Post
    clerk: User
    head: User
    officer: User
    leader: User
    registrar: User
    colleague: User
    stranger: User
    sysadmin: User
    secadmin: User
    auditor: User

    def people(self) -> dict[str, User]:
        """Every account by its name in the cast."""
        return {name: value for name, value in vars(self).items() if isinstance(value, User)}

    def fresh(self) -> None:
        """Forget what was read about grants, as a new request would."""
        for user in self.people().values():
            access.forget(user)


def make_cast() -> Cast:
    """Create both institutions and everybody in them."""
    with acting(by=None, now=NOW):
        ours, root = _institution("OURS", "清河镇人民政府", "清河镇")
        _theirs, their_root = _institution("THEIRS", "外单位", "外单位")
        unit = Unit.objects.add_child(root, instance=Unit(institution=ours, code="S1", name="民政所"))
        root = Unit.objects.get(pk=root.pk)
        other = Unit.objects.add_child(root, instance=Unit(institution=ours, code="S2", name="财政所"))
        category = PowerCategory(code="payment", name="行政给付", external_code="JF")
        category.save()
        posts = {
            code: _post(root if code in ("P1", "P2") else unit, code, title, level)
            for code, title, level in (
                ("P1", "镇长", "principal"),
                ("P2", "副镇长", "deputy"),
                ("P3", "所长", "unit_head"),
                ("P4", "办事员", "staff"),
            )
        }
        people = _people(ours, unit, other, root, their_root)
        for code, name in (("P1", "leader"), ("P3", "head"), ("P4", "clerk")):
            PostAssignment(post=posts[code], person=people[name], started_on=NOW.date()).save()
    return Cast(
        institution=ours,
        root=Unit.objects.get(pk=root.pk),
        unit=unit,
        other_unit=other,
        category=category,
        principal=posts["P1"],
        deputy=posts["P2"],
        head_post=posts["P3"],
        staff_post=posts["P4"],
        **people,
    )


def _institution(code: str, name: str, short: str) -> tuple[Institution, Unit]:
    institution = Institution(
        code=code, name=name, short_name=short, complaint_phone="0000-7654321", party_group_name="党委"
    )
    institution.save()
    top = Unit(institution=institution, code="ROOT", name=name, kind="institution")
    root = Unit.objects.add_root(instance=top)
    return institution, root


def _post(unit: Unit, code: str, title: str, level: str) -> Post:
    post = Post(unit=unit, code=code, title=title, level=level)
    post.save()
    return post


def _people(ours: Any, unit: Any, other: Any, root: Any, their_root: Any) -> dict[str, User]:
    grants = {
        "clerk": ("clerk", unit),
        "head": ("unit_head", unit),
        "officer": ("discipline_officer", root),
        "leader": ("leader", root),
        "registrar": ("register_administrator", root),
        "colleague": ("clerk", other),
        "stranger": ("clerk", their_root),
    }
    people = {}
    for username, (role, where) in grants.items():
        institution = where.institution
        people[username] = _user(username, institution=institution)
        access.grant(user=people[username], role=role, unit=where)
    for username in ("sysadmin", "secadmin", "auditor"):
        people[username] = _user(username, system_role=username)
    return people


def _user(username: str, **values: Any) -> User:
    user = User(username=username, name=f"{username}甲", **values)
    user.set_password(PASSWORD)
    user.save()
    return user


CATALOGUE: dict[str, Any] = {
    "duty_division": "办事员受理，所长审核",
    "duties": "依法审核并按时答复",
    "conditions": "户籍在本镇",
    "time_limit_value": 20,
    "time_limit_unit": "working_day",
    "service_commitment": "一次告知",
    "work_discipline": "不得收受财物",
    "accountability": "依纪依法追究",
}
BASIS = {"level": "law", "title": "示例法", "document_no": "主席令第1号", "article": "第三条", "text": ""}


def chart(cast: Cast) -> tuple[list[StepRow], list[ExitRow]]:
    """A sound chart of five steps with a decision."""
    accounted = {
        "post": cast.head_post,
        "handling_system": "限时办结制",
        "duty_requirement": "逐项核对",
        "supervision": "纪委抽查",
        "counterpart_rights": "陈述申辩",
    }
    limit = {"time_limit_value": 5, "time_limit_unit": "working_day"}
    steps = [
        StepRow(1, "申请", "apply", values={"actor": "申请人", "is_external": True}),
        StepRow(2, "受理", "accept", values={**accounted, "post": cast.staff_post, "actor": "民政所"}),
        StepRow(3, "审核", "review", values={**accounted, **limit, "actor": "民政所"}),
        StepRow(4, "是否符合条件？", "decision"),
        StepRow(5, "发放", "deliver", values={**accounted, "post": cast.staff_post, "actor": "民政所"}),
        StepRow(6, "结束", "end"),
    ]
    exits = [
        ExitRow(1, 2),
        ExitRow(2, 3),
        ExitRow(3, 4),
        ExitRow(4, 5, "符合"),
        ExitRow(4, 6, "不符合"),
        ExitRow(5, 6),
    ]
    return steps, exits


def draft(cast: Cast, name: str = "临时救助", **values: Any) -> Power:
    """A power by name only, as a clerk begins it."""
    return powers.create(
        by=cast.clerk, now=NOW, unit=cast.unit, values={"name": name, "category": cast.category, **values}
    )


def complete(cast: Cast, name: str = "临时救助", **values: Any) -> Power:
    """A dossier that meets every rule, still a draft."""
    power = powers.create(
        by=cast.clerk,
        now=NOW,
        unit=cast.unit,
        values={
            "name": name,
            "category": cast.category,
            "leader_in_charge": cast.deputy,
            **CATALOGUE,
            **values,
        },
        bases=[BASIS],
    )
    steps, exits = chart(cast)
    powers.save_chart(power=power, by=cast.clerk, now=NOW, steps=steps, exits=exits)
    step = power.steps.get(no=3)
    point = riskpoints.add(
        power=power,
        by=cast.clerk,
        now=NOW,
        values={
            "step": step,
            "title": "优亲厚友",
            "manifestation": "为亲属放宽条件",
            "line": "high_voltage",
            "indicator": "复核不符率",
        },
    )
    controls.add_measure(
        point=point, by=cast.clerk, now=NOW, values={"title": "两人核查", "responsible": cast.staff_post}
    )
    grade(cast, power)
    posts = {
        "first": cast.principal,
        "in_charge": cast.deputy,
        "direct": cast.head_post,
        "staff": cast.staff_post,
    }
    controls.set_chain(power=power, by=cast.clerk, now=NOW, posts=posts)
    return read(power)


def grade(cast: Cast, power: Power, **values: Any) -> None:
    """Grade the power B by rule B1, or as the values say."""
    factors = {
        "discretion": "some",
        "public_concern": "moderate",
        "handled_by": "deputy",
        "exercise_frequency": "regular",
        "importance": "medium",
        "grade": "B",
        "reason": "",
    }
    riskpoints.grade(power=power, by=cast.clerk, now=NOW, values={**factors, **values})


def read(power: Power) -> Power:
    """The dossier as pages read it."""
    return Power.objects.with_dossier().get(pk=power.pk)


def submitted(cast: Cast, name: str = "临时救助", **values: Any) -> Power:
    """A complete dossier that waits for the unit head."""
    return dossiers.submit(power=complete(cast, name, **values), by=cast.clerk, now=NOW)


def reviewed(cast: Cast, name: str = "临时救助", **values: Any) -> Power:
    """A dossier that waits for the discipline officer."""
    power = submitted(cast, name, **values)
    return dossiers.agree(power=power, by=cast.head, now=NOW, chart_verified=True)


def confirmed(cast: Cast, name: str = "临时救助", **values: Any) -> Power:
    """A dossier that went through both reviews."""
    return dossiers.agree(power=reviewed(cast, name, **values), by=cast.officer, now=NOW)


HIDDEN: dict[str, Any] = {
    "is_public": False,
    "nonpublic_permanence": "not_for_now",
    "nonpublic_basis": "保密规定",
    "nonpublic_reason": "涉及调查秘密",
}
STAGES = ("find", "show", "ask", "review", "approved", "filed", "published")


def edition(cast: Cast, state: str = "find", year: int = 2026) -> Edition:
    """An edition of ours brought to `state`; from *show* on there must be a confirmed dossier."""
    by, row = (
        cast.officer,
        registers.open_edition(institution=cast.institution, year=year, by=cast.officer, now=NOW),
    )
    for name in STAGES[1 : STAGES.index(state) + 1]:
        _prepare(cast, row, name, by)
        row = Edition.objects.get(pk=row.pk)
    return row


def _prepare(cast: Cast, row: Edition, name: str, by: User) -> None:
    day = NOW.date()
    if name == "show":
        registers.advance(edition=row, name="show", by=by, now=NOW)
    elif name == "ask":
        values: dict[str, Any] = {"place": "公告栏", "starts_on": day, "ends_on": day, "contact": "纪委"}
        registers.record_display(edition=row, by=by, now=NOW, values=values)
        registers.advance(edition=row, name="ask", by=by, now=NOW)
    elif name == "review":
        values = {"method": "questionnaire", "held_on": day, "audience": "群众", "sent": 10, "returned": 9}
        registers.record_consultation(edition=row, by=by, now=NOW, values=values)
        registers.advance(edition=row, name="review", by=by, now=NOW)
    elif name == "approved":
        values = {"held_on": day, "chair": "甲", "attendees": "乙、丙", "minutes": ""}
        registers.record_meeting(edition=row, by=by, now=NOW, values=values)
        ready = Power.objects.filter(institution=cast.institution, state="confirmed")
        outcomes = [(power, "include", "") for power in ready]
        registers.record_resolutions(edition=row, by=by, now=NOW, outcomes=outcomes)
        values = {"meeting": "党委会", "document_no": "〔2026〕1号", "approved_on": day}
        registers.approve(edition=row, by=cast.leader, now=NOW, values=values)
    elif name == "filed":
        values = {"recipient": "县纪委", "sent_on": day, "receipt_no": "回1", "received_on": day}
        registers.file(edition=row, by=by, now=NOW, values=values)
    else:
        registers.publish(edition=row, by=by, now=NOW + timedelta(days=1), values=PUBLICATION)


PUBLICATION: dict[str, Any] = {
    "scope": "society",
    "time_rule": "long_term",
    "carriers": ["web"],
    "include_measures": True,
    "secrecy_reviewer": "办公室",
    "secrecy_reviewed_on": NOW.date(),
    "secrecy_cleared": True,
}
