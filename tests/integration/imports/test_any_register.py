"""Whatever register the system can hold, what goes out as Excel comes in again and changes nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from controls import actions as controls
from imports import actions, choosing, loading
from imports.models import Import
from imports.plans.entries import Outcome
from organisation import actions as organisation
from organisation.models import Institution
from powers import actions as powers
from powers.chart_input import ExitRow, StepRow
from powers.enums import BasisLevel, TimeUnit
from powers.models import Power
from registers import exporting
from riskpoints import actions as riskpoints
from riskpoints.enums import Cause, RiskLine
from riskreg.reading.files import read_book
from tests import scenarios
from tests.integration.imports.test_own_register import (
    LANGUAGES,
    TABLES,
    assert_nothing_changes,
    texts,
)
from tests.scenarios import HIDDEN, NOW, Cast

LONG = ("conditions", "duties", "duty_division", "service_commitment", "work_discipline", "accountability")
POSTS = ("principal", "deputy", "head_post", "staff_post")
ENDS = st.sampled_from(["", "", " ", "\n", "　", "\t"])


def loose(most: int, least: int = 0) -> st.SearchStrategy[str]:
    """Texts as scripts leave them, spaces at their ends too; forms strip what people type."""
    return st.tuples(ENDS, texts(most - 2, least), ENDS).map("".join)


SHORT = loose(300) | st.just("")
MEASURES = st.lists(
    st.fixed_dictionaries({"title": loose(200, 1), "responsible": st.sampled_from([None, *POSTS])}),
    max_size=3,
)
POINTS = st.lists(
    st.fixed_dictionaries(
        {
            "title": loose(80, 1),
            "manifestation": SHORT | st.just("=" + "长" * 999),
            "indicator": loose(200),
            "found_how": loose(200),
            "precedent": SHORT,
            "cause": st.sampled_from(["", *Cause.values]),
            "line": st.sampled_from(["", *RiskLine.values]),
            "step": st.sampled_from([None, 0, 1]),
            "measures": MEASURES,
            "in_charge": st.sampled_from([None, *POSTS]),
        }
    ),
    max_size=3,
)
BASES = st.lists(
    st.fixed_dictionaries(
        {
            "level": st.sampled_from(BasisLevel.values),
            "title": loose(200, 1),
            "document_no": loose(80),
            "article": loose(80),
            "text": SHORT,
        }
    ),
    max_size=3,
)
LIMITS = st.none() | st.tuples(
    st.integers(1, 999), st.sampled_from([unit for unit in TimeUnit.values if unit != "immediate"])
)
POWERS = st.fixed_dictionaries(
    {
        "name": loose(120, 1),
        **dict.fromkeys(LONG, SHORT | loose(2000)),
        "leader_in_charge": st.sampled_from([None, *POSTS]),
        "hidden": st.booleans(),
        "limit": LIMITS,
        "bases": BASES,
        "steps": st.lists(texts(60, 1), max_size=2),
        "points": POINTS,
        "grade": st.sampled_from(["", "A", "B", "C"]),
        "reason": loose(500),
        "chain": st.dictionaries(
            st.sampled_from(["first", "in_charge", "direct", "staff"]), st.sampled_from(POSTS)
        ),
    }
)
REGISTERS = st.fixed_dictionaries(
    {
        "unit": texts(120, 1),
        "titles": st.lists(texts(80, 1), min_size=len(POSTS), max_size=len(POSTS), unique=True),
        "powers": st.lists(POWERS, min_size=1, max_size=3),
    }
)
EMPTY: dict[str, Any] = {
    **dict.fromkeys(("name", *LONG), ""), "leader_in_charge": None, "hidden": False, "limit": None, "bases": [],
    "steps": [], "points": [], "grade": "", "reason": "", "chain": {},
}  # fmt: skip
NASTY: dict[str, Any] = {
    "unit": "＝科（示例）",
    "titles": ["镇长、书记", "副镇长（分管）", "所长（张三）", "@办事员"],
    "powers": [
        {**EMPTY, "name": "1. 甲\n2. 乙", "points": []},
        {
            **EMPTY,
            "name": "合计：𠮷 ",
            "grade": "A",
            "reason": "-1",
            "hidden": True,
            "bases": [{"level": "law", "title": "《甲》和《乙》", "document_no": "〔1〕", "article": "第一条；第二条", "text": ""}] * 2,
            "points": [
                {
                    "title": "\n　R9 其他 ", "manifestation": "\t=1+1", "indicator": "+", "found_how": "；", "precedent": "；；",
                    "cause": "", "line": "", "step": None, "in_charge": "staff_post",
                    "measures": [{"title": "1.甲\n2.乙", "responsible": None}, {"title": "丙", "responsible": "principal"}],
                }
            ] * 2,
        },
    ],
}  # fmt: skip


UNSEEN: dict[str, Any] = {
    "unit": "\u200b《",
    "titles": ["0/0", "无", "\u200b", "2. TRUE"],
    "powers": [{**EMPTY, "name": "　001　", "leader_in_charge": "deputy", "limit": (183, "year")}],
}
"""Nothing in the cells tells what the table lists; its heads do."""


def build(cast: Cast, said: dict[str, Any]) -> None:
    """Write the register down, through the actions that people use."""
    common: dict[str, Any] = {"by": None, "now": NOW}
    organisation.edit_unit(unit=cast.unit, values={"name": said["unit"]}, **common)
    for name, title in zip(POSTS, said["titles"], strict=True):
        organisation.edit_post(post=getattr(cast, name), values={"title": title}, **common)
    for facts in said["powers"]:
        write_power(cast, facts)


def post(cast: Cast, name: str | None) -> Any:
    return getattr(cast, name) if name else None


def write_power(cast: Cast, said: dict[str, Any]) -> None:
    common: dict[str, Any] = {"by": cast.clerk, "now": NOW}
    values = {"name": said["name"], "category": cast.category, **{name: said[name] for name in LONG}}
    values["leader_in_charge"] = post(cast, said["leader_in_charge"])
    if said["limit"]:
        values["time_limit_value"], values["time_limit_unit"] = said["limit"]
    values |= HIDDEN if said["hidden"] else {}
    power = powers.create(unit=cast.unit, values=values, bases=said["bases"], **common)
    steps = [StepRow(number, label, "execute") for number, label in enumerate(said["steps"], start=1)]
    exits = [ExitRow(1, 2)] if len(steps) == 2 else []
    powers.save_chart(power=power, steps=steps, exits=exits, **common)
    for point in said["points"]:
        write_point(cast, power, point)
    if said["grade"]:
        scenarios.grade(cast, power, grade=said["grade"], reason=said["reason"] or "依规定")
    posts = {level: post(cast, name) for level, name in said["chain"].items()}
    controls.set_chain(power=power, posts=posts, **common)


def write_point(cast: Cast, power: Power, said: dict[str, Any]) -> None:
    common: dict[str, Any] = {"by": cast.clerk, "now": NOW}
    names = ("title", "manifestation", "indicator", "found_how", "precedent", "cause", "line")
    steps = list(power.steps.order_by("no"))
    place = said["step"]
    step = steps[place] if place is not None and place < len(steps) else None
    values = {name: said[name] for name in names} | {"step": step}
    point = riskpoints.add(power=power, values=values, **common)
    for measure in said["measures"]:
        values = {"title": measure["title"], "responsible": post(cast, measure["responsible"])}
        controls.add_measure(point=point, values=values, **common)
    if said["in_charge"]:
        chain = {"in_charge": post(cast, said["in_charge"])}
        controls.set_chain(power=power, point=point, posts=chain, **common)


@pytest.mark.django_db
@settings(
    max_examples=10,
    phases=[Phase.explicit, Phase.generate],
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@example(said=NASTY)
@example(said=UNSEEN)
@given(said=REGISTERS)
def test_any_register_comes_back_without_a_change(cast: Cast, said: dict[str, Any]) -> None:
    with transaction.atomic():
        build(cast, said)
        for language in LANGUAGES:
            assert_nothing_changes(cast.institution, language)
        transaction.set_rollback(True)


def exported(institution: Institution, format: str, language: str) -> bytes:
    with translation.override(language):
        contents = exporting.contents_for(institution, None)
        with exporting.export(
            institution=institution, year=2026, edition=None, contents=contents, format=format, now=NOW
        ) as file:
            return file.read()


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_register_as_json_outlives_the_import_of_its_own_tables(cast: Cast, language: str) -> None:
    build(cast, NASTY)
    before = exported(cast.institution, "json", "zh-hans")
    assert exported(cast.institution, "json", "en") == before
    book = read_book("register.xlsx", exported(cast.institution, "xlsx", language))
    for place in TABLES:
        choices = choosing.propose(book, cast.institution, [book.sheets[place].name])
        source = actions.upload(
            institution=cast.institution,
            by=cast.registrar,
            now=NOW,
            file_name="r.xlsx",
            content=b"",
            keep=False,
        )
        tables = loading.load(book, choices, cast.institution)
        source = actions.apply(source=source, tables=tables, by=cast.registrar, now=NOW)
        assert not any(source.report["updated"].values()) and not any(source.report["created"].values())
    assert Import.objects.count() == len(TABLES)
    assert exported(cast.institution, "json", language) == before


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["powers:export", "riskpoints:export"])
@pytest.mark.parametrize("extension", ["xlsx", "csv"])
def test_a_list_taken_away_comes_back_without_a_change(
    cast: Cast, client: Client, name: str, language: str, extension: str
) -> None:
    build(cast, NASTY)
    address = reverse(name, args=[extension])
    client.force_login(cast.registrar)
    answer = client.get(address, headers={"accept-language": language})
    book = read_book(f"list.{extension}", b"".join(answer.streaming_content))
    tables = loading.load(book, choosing.propose(book, cast.institution), cast.institution)
    plan = actions.preview(Import(institution=cast.institution), tables)
    assert [row for row in plan.rows if row.outcome is not Outcome.UNCHANGED] == []
    assert (plan.size(), plan.rejected, plan.questions, len(plan.rows)) == (0, (), (), 2)
