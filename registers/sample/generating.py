"""A believable large register, for measuring: many powers, each with chart, risk points and measures.

Rows go in by bulk with their history, in a few statements per batch, because this is volume and not
work of people; the result is what the actions would have left.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from controls.models import Measure, Responsibility
from organisation.models import Institution, Post, Unit, User
from powers.models import LegalBasis, Power, PowerCategory, Step, Transition
from registers.sample import words
from riskpoints.models import GradeAssessment, RiskPoint
from riskreg.guarded import acting, bulk_create, current_operation

BATCH = 500
STEPS = (
    ("提出申请", "apply"),
    ("受理登记", "accept"),
    ("调查核实", "examine"),
    ("科室审核", "review"),
    ("是否符合条件？", "decision"),
    ("领导审批", "approve"),
    ("制发文书", "deliver"),
    ("结束", "end"),
)
EXITS = (
    (0, 1, ""),
    (1, 2, ""),
    (2, 3, ""),
    (3, 4, ""),
    (4, 5, "符合"),
    (4, 7, "不符合"),
    (5, 6, ""),
    (6, 7, ""),
)


def generate(*, institution: Institution, powers: int, points_each: int, by: User, now: datetime) -> int:
    """Add `powers` powers with `points_each` risk points each; return how many risk points that makes.

    The institution must have units with posts; categories are spread over the powers.
    """
    chance = random.Random(20260301)
    units = list(Unit.objects.filter(institution=institution, depth__gt=1))
    posts = {unit.pk: list(Post.objects.filter(unit=unit)) for unit in units}
    usable = [unit for unit in units if posts[unit.pk]]
    categories = list(PowerCategory.objects.filter(historical=False))
    start = Power.objects.filter(institution=institution).count()
    made = 0
    for batch in _batches(range(start, start + powers)):
        with acting(by=by, now=now):
            rows = [
                _power(institution, chance.choice(usable), chance.choice(categories), n, by, now, chance)
                for n in batch
            ]
            bulk_create(rows, Power)
            stored = list(Power.objects.filter(code__in=[row.code for row in rows], institution=institution))
            made += _attach(stored, posts, points_each, chance)
            current_operation().touched.update(power.pk for power in stored)
    return made


def _batches(numbers: range) -> Iterator[range]:
    for first in range(numbers.start, numbers.stop, BATCH):
        yield range(first, min(first + BATCH, numbers.stop))


def _power(
    institution: Any, unit: Unit, category: Any, number: int, by: User, now: datetime, chance: random.Random
) -> Power:
    subject, act = chance.choice(words.SUBJECTS), chance.choice(words.ACTS)
    return Power(
        institution=institution,
        unit=unit,
        code=f"GEN-{number:06d}",
        name=f"{subject}{act}（{number}）",
        category=category,
        duty_division="窗口人员受理，科室负责人审核，分管领导审批。",
        duties=f"依法办理{subject}{act}，按时答复申请人。",
        conditions=chance.choice(words.CONDITIONS),
        time_limit_value=chance.choice((5, 10, 20)),
        time_limit_unit="working_day",
        service_commitment="一次性告知，限时办结。",
        work_discipline="不得收受财物，不得刁难申请人。",
        accountability="违反规定的，依纪依法追究责任。",
        is_sample=True,
        state="confirmed",
        state_at=now,
        created_at=now,
        created_by=by,
    )


def _attach(powers: list[Power], posts: dict[int, list[Post]], each: int, chance: random.Random) -> int:
    bases = [LegalBasis(power=p, level="normative_doc", title="示例办理规定", position=0) for p in powers]
    bulk_create(bases, LegalBasis)
    bulk_create([step for p in powers for step in _steps(p, posts[p.unit_id])], Step)
    steps: dict[int, list[Step]] = {}
    for step in Step.objects.filter(power__in=powers).order_by("no"):
        steps.setdefault(step.power_id, []).append(step)
    ways = [
        Transition(power=p, source=steps[p.pk][a], target=steps[p.pk][b], condition=c)
        for p in powers
        for a, b, c in EXITS
    ]
    bulk_create(ways, Transition)
    points = [point for p in powers for point in _points(p, steps[p.pk], each, chance)]
    bulk_create(points, RiskPoint)
    stored = list(RiskPoint.objects.filter(power__in=powers).select_related("power"))
    bulk_create(
        [m for point in stored for m in _measures(point, posts[point.power.unit_id], chance)], Measure
    )
    bulk_create([_assessment(p, chance) for p in powers], GradeAssessment)
    bulk_create([link for p in powers for link in _chain(p, posts[p.unit_id])], Responsibility)
    return len(points)


def _steps(power: Power, posts: list[Post]) -> Iterator[Step]:
    for index, (label, kind) in enumerate(STEPS):
        plain = kind in ("apply", "decision", "end")
        limited = kind in ("review", "approve")
        yield Step(
            power=power,
            no=index + 1,
            label=label,
            kind=kind,
            actor="申请人" if kind == "apply" else "" if plain else power.unit.name,
            is_external=kind == "apply",
            post=None if plain else posts[index % len(posts)],
            time_limit_value=5 if limited else None,
            time_limit_unit="working_day" if limited else "",
            handling_system="" if plain else "限时办结制",
            duty_requirement="" if plain else "逐项核对，如实记录",
            supervision="" if plain else "纪检抽查",
            counterpart_rights="" if plain else "陈述、申辩、申诉",
        )


def _points(power: Power, steps: list[Step], each: int, chance: random.Random) -> Iterator[RiskPoint]:
    for number in range(each):
        title, manifestation = chance.choice(words.RISKS)
        yield RiskPoint(
            power=power,
            step=steps[1 + number % 5],
            code=f"R{number + 1}",
            title=title,
            manifestation=manifestation,
            kind=chance.choice(("integrity", "integrity", "regulatory")),
            line=chance.choice(("high_voltage", "warning", "zebra")),
            cause=chance.choice(("ideology", "post_duty", "process", "system", "environment")),
            found_how="对照流程图自查",
            found_by_unit=power.unit,
            indicator="抽查不符率",
            status="confirmed",
        )


def _measures(point: RiskPoint, posts: list[Post], chance: random.Random) -> Iterator[Measure]:
    for number, (title, kind) in enumerate(chance.sample(words.MEASURES, 2), start=1):
        yield Measure(
            risk_point=point,
            code=f"M{number}",
            title=title,
            kind=kind,
            responsible=posts[number % len(posts)],
            status="in_place",
        )


def _assessment(power: Power, chance: random.Random) -> GradeAssessment:
    grade = chance.choice("AABBBCCCC")
    return GradeAssessment(
        power=power,
        discretion="some",
        public_concern="moderate",
        handled_by="deputy",
        exercise_frequency="regular",
        importance="medium",
        suggested=grade,
        fired_rules=[{"A": "A4", "B": "B1", "C": "C0"}[grade]],
        grade=grade,
    )


def _chain(power: Power, posts: list[Post]) -> Iterator[Responsibility]:
    for level, post in zip(("direct", "staff"), posts, strict=False):
        yield Responsibility(power=power, level=level, post=post)
