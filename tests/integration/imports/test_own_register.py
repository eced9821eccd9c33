"""What goes out as Excel comes in again and changes nothing: the samples, a generated register, awkward texts."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import openpyxl
import pytest
from django.core.management import call_command
from django.utils import translation
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from controls import actions as controls
from imports import actions, choosing, loading
from imports.fields import TableKind
from imports.models import Import
from imports.plans.entries import Outcome
from imports.plans.plan import Plan
from organisation import actions as organisation
from organisation.models import Institution
from powers import actions as powers
from registers import exporting
from riskpoints import actions as riskpoints
from riskreg.reading.files import read_book
from tests import scenarios
from tests.scenarios import NOW, Cast

LANGUAGES = ["zh-hans", "en"]
TABLES = {2: TableKind.POWERS, 3: TableKind.REGISTER, 4: TableKind.POWERS}
"""Sheets of the book that list something: grade catalogue, risk register, power catalogue."""


def plans(institution: Institution, language: str) -> list[Plan]:
    """Export the working register; return what importing it would do, all its tables together and each alone."""
    with translation.override(language):
        contents = exporting.contents_for(institution, None)
        with exporting.export(
            institution=institution, year=2026, edition=None, contents=contents, format="xlsx", now=NOW
        ) as file:
            book = read_book("register.xlsx", file.read())
        proposed = choosing.propose(book, institution)
        named = [(choice.sheet, choice.kind) for choice in proposed]
        assert named == [(book.sheets[place].name, kind) for place, kind in TABLES.items()]
        together = [proposed, *((choice,) for choice in proposed)]
        source = Import(institution=institution)
        return [actions.preview(source, loading.load(book, some, institution)) for some in together]


def assert_nothing_changes(institution: Institution, language: str) -> None:
    powers_held = institution.powers.count()
    points = sum(power.risk_points.count() for power in institution.powers.all())
    counts = (powers_held + points + powers_held, powers_held, points, powers_held)
    for plan, rows in zip(plans(institution, language), counts, strict=True):
        said = [row for row in plan.rows if row.outcome is not Outcome.UNCHANGED]
        assert (said, plan.size(), plan.rejected, plan.questions) == ([], 0, (), ())
        assert len(plan.rows) == rows


@pytest.mark.django_db
def test_the_sample_registers_come_back_without_a_change() -> None:
    call_command("load_sample", password=scenarios.PASSWORD, force=True, stdout=io.StringIO())
    for code in ("SAMPLE-XZ", "SAMPLE-GS", "SAMPLE-ZC"):
        for language in LANGUAGES:
            assert_nothing_changes(Institution.objects.get(code=code), language)


@pytest.mark.django_db
def test_a_generated_register_comes_back_without_a_change() -> None:
    call_command("generate_register", powers=60, stdout=io.StringIO())
    for language in LANGUAGES:
        assert_nothing_changes(Institution.objects.get(code="GENERATED"), language)


PIECES = (
    "=", "+", "-", "@", "\n", "\r\n", "\t", "　", "  ", " ", "1. ", "2. ", "1.甲\n2.乙", "（一）", "①", "；", ";", "。", "、", ",",
    '"', "'", "“", "”", "《", "》", "〔2026〕1号", "第三条", "<b>", "&amp;", "\ue000", "𠮷", "\u200b", "é", "_x000D_", "#REF!",
    "001", "1e5", "2026-03-02", "10%", "TRUE", "无", "N/A", "—", "小计", "合计：", "注：", "R9 其他", "审核人：", "风险点", "序号",
    "A级", "两人核查", "拖延不办，刁难群众", "为亲属放宽条件",
)  # fmt: skip


def texts(most: int, least: int = 0) -> st.SearchStrategy[str]:
    """Texts as people leave them in a form: stripped, with anything inside."""
    signs = st.characters(exclude_categories=("Cs",), exclude_characters="\0")
    parts = st.lists(st.sampled_from(PIECES) | st.text(signs, max_size=4), max_size=8)
    return parts.map(lambda found: "".join(found).strip()[:most].strip()).filter(
        lambda text: len(text) >= least
    )


REGISTERS = st.fixed_dictionaries(
    {
        "name": texts(120, 1),
        "title": texts(80, 1),
        "manifestation": texts(1000) | st.just("长" * 1000),
        "indicator": texts(200),
        "found_how": texts(200),
        "precedent": texts(1000),
        "measures": st.lists(texts(200, 1), max_size=3),
        "conditions": texts(2000),
        "duties": texts(2000),
        "step": texts(60, 1),
        "basis": texts(200, 1),
        "document_no": texts(80),
        "article": texts(80),
        "post": texts(60, 1),
        "leader": texts(60, 1),
        "reason": texts(500),
    }
)


AWKWARD: dict[str, Any] = {
    "name": "小计：=1+1", "title": "1. 甲\n2. 乙", "manifestation": "=cmd|' /C calc'!A0\r\n（一）“引号”  两个空格", "indicator": "无",
    "found_how": "自查；互查", "precedent": "注：某案；另案", "measures": ["两人核查", "限时办结"], "conditions": "—",
    "duties": "001", "step": "1. 受理、审核", "basis": "《甲》和《乙》", "document_no": "注", "article": "第三条第（二）项", "post": "所长、副所长",
    "leader": "副镇长（分管）", "reason": "A级",
}  # fmt: skip


def write_down(cast: Cast, said: dict[str, Any]) -> None:
    """Bring the one power of ours to say this."""
    now, by = NOW, cast.clerk
    power = cast.institution.powers.get()
    facts = {name: said[name] for name in ("name", "conditions", "duties")}
    basis = {
        "level": "law",
        "title": said["basis"],
        "document_no": said["document_no"],
        "article": said["article"],
    }
    powers.edit(power=power, by=by, now=now, values=facts, bases=[{**basis, "text": ""}])
    point = power.risk_points.get()
    facts = {name: said[name] for name in ("title", "manifestation", "indicator", "found_how", "precedent")}
    riskpoints.edit(point=point, by=by, now=now, values=facts)
    for measure in point.measures.all():
        controls.remove_measure(measure=measure, by=by, now=now)
    steps, exits = scenarios.chart(cast)
    steps[2] = replace(steps[2], label=said["step"])
    powers.save_chart(power=power, by=by, now=now, steps=steps, exits=exits)
    for post, title in ((cast.head_post, said["post"]), (cast.deputy, said["leader"])):
        organisation.edit_post(post=post, by=None, now=now, values={"title": title})
    for title in said["measures"]:
        values = {"title": title, "responsible": cast.staff_post}
        controls.add_measure(point=point, by=by, now=now, values=values)
    scenarios.grade(cast, power, reason=said["reason"])


@pytest.mark.django_db
@settings(
    max_examples=25,
    phases=[Phase.explicit, Phase.generate],
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@example(said=AWKWARD, language="zh-hans")
@example(said=AWKWARD, language="en")
@given(said=REGISTERS, language=st.sampled_from(LANGUAGES))
def test_awkward_texts_come_back_as_they_were(cast: Cast, said: dict[str, Any], language: str) -> None:
    if not cast.institution.powers.exists():
        scenarios.complete(cast)
    write_down(cast, said)
    assert_nothing_changes(cast.institution, language)


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_changed_in_our_own_file_is_all_that_changes(cast: Cast, language: str) -> None:
    scenarios.complete(cast, code="P-1")
    write_down(cast, AWKWARD)
    with translation.override(language):
        contents = exporting.contents_for(cast.institution, None)
        with exporting.export(
            institution=cast.institution, year=2026, edition=None, contents=contents, format="xlsx", now=NOW
        ) as file:
            book = openpyxl.load_workbook(file)
    sheet = book.worksheets[3]
    heads = {cell.value: cell.column for row in sheet.iter_rows(max_row=3) for cell in row if cell.value}
    head = {"zh-hans": ("监控指标", "防控措施"), "en": ("Indicator", "Measures")}[language]
    sheet.cell(4, heads[head[0]]).value = "投诉件数"
    sheet.cell(4, heads[head[1]]).value += "\n3. 张榜公布"
    changed = io.BytesIO()
    book.save(changed)
    found = read_book("register.xlsx", changed.getvalue())
    tables = loading.load(found, choosing.propose(found, cast.institution), cast.institution)
    plan = actions.preview(Import(institution=cast.institution), tables)
    [row] = [row for row in plan.rows if row.outcome is not Outcome.UNCHANGED]
    assert [(one.label, one.new) for one in row.differences] == [("监控指标", "投诉件数")]
    assert row.added == ("张榜公布",)
