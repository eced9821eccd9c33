"""Cells of a table read by field: text in, values of imports.rows out, or a sentence why not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from controls.models import Measure
from imports import choices, lists
from imports.bases import bases
from imports.choices import Grades
from imports.fields import TableKind
from imports.limits import limit
from imports.next_steps import next_steps, step_number
from imports.refusals import Refused
from imports.rows import Basis
from imports.wordforms import is_dash, normal, says_nothing, shown
from organisation.models import Post, Unit, User
from powers.models import LegalBasis, Power, PowerCategory, Step, Transition
from riskpoints.models import GradeAssessment, RiskPoint

NAMES = frozenset(
    {"unit", "post", "power_code", "power", "category", "step", "point_code", "point", "responsible", "unit_head",
     "leader", "sub_item", "actor", "person", "reports_to", "precedent", "found_how", "indicator", "notes"}
)  # fmt: skip
"""Fields in which 无 says that nothing is filled in; elsewhere it may be an answer."""
ONE_LINE = frozenset(
    {"unit", "post", "power", "category", "step", "point", "sub_item", "actor", "person", "reports_to"}
)
"""Names: a line break in them is only the width of the column."""
PEOPLE = frozenset({"responsible", "unit_head", "leader"})
"""Fields that may name several posts or people, one by one."""


def _limit(model: type[Model], name: str) -> int:
    return int(model._meta.get_field(name).max_length or 0)  # type: ignore[union-attr]


_EVERYWHERE = {
    "unit": _limit(Unit, "name"),
    "post": _limit(Post, "title"),
    "power_code": _limit(Power, "code"),
    "power": _limit(Power, "name"),
    "category": _limit(PowerCategory, "name"),
    "grade_reason": _limit(GradeAssessment, "reason"),
    "notes": _limit(Power, "notes"),
}
LONGEST: Mapping[TableKind, Mapping[str, int]] = {
    TableKind.REGISTER: {
        **_EVERYWHERE,
        "step": _limit(Step, "label"),
        "point_code": _limit(RiskPoint, "code"),
        "point": _limit(RiskPoint, "title"),
        "manifestation": _limit(RiskPoint, "manifestation"),
        "indicator": _limit(RiskPoint, "indicator"),
        "found_how": _limit(RiskPoint, "found_how"),
        "precedent": _limit(RiskPoint, "precedent"),
    },
    TableKind.POWERS: {
        **_EVERYWHERE,
        "sub_item": _limit(Power, "name"),
        "document_no": _limit(LegalBasis, "document_no"),
        "article": _limit(LegalBasis, "article"),
        "duty_division": _limit(Power, "duty_division"),
        "duties": _limit(Power, "duties"),
        "conditions": _limit(Power, "conditions"),
        "commitment": _limit(Power, "service_commitment"),
        "discipline": _limit(Power, "work_discipline"),
        "accountability": _limit(Power, "accountability"),
        "accountability_basis": _limit(Power, "accountability"),
        "fees": _limit(Power, "notes"),
        "supervision": _limit(Power, "notes"),
    },
    TableKind.STEPS: {
        **_EVERYWHERE,
        "step": _limit(Step, "label"),
        "actor": _limit(Step, "actor"),
        "handling_system": _limit(Step, "handling_system"),
        "duty_requirement": _limit(Step, "duty_requirement"),
        "supervision": _limit(Step, "supervision"),
        "counterpart_rights": _limit(Step, "counterpart_rights"),
    },
    TableKind.PEOPLE: {**_EVERYWHERE, "person": _limit(User, "name"), "reports_to": _limit(Post, "title")},
}
"""The most characters that each text field holds, as the database has it."""

_CODED = re.compile(r"([A-Za-z0-9][A-Za-z0-9_.-]*\d[A-Za-z0-9_.-]*)\s+(\S.*)", re.DOTALL)
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
_STEP_NO = re.compile(r"\d{1,2}\s*[.．、]\s*(?=\D)")
_UNPLACED = frozenset({"(待落位)", "待落位"})


@dataclass(frozen=True)
class Reader:
    """Reads the cells of one table."""

    kind: TableKind
    grades: Grades
    numbers: Mapping[str, int] = field(default_factory=dict)
    """Numbers of the steps of the power that is being read, by normal name."""

    def read(self, name: str, text: str, head: str) -> tuple[Any, str]:
        """Return the value of a field and a warning, '' if there is none. Raises Refused."""
        special = _SPECIAL.get(name)
        if special:
            return special(self, text, head)
        value = "" if is_dash(text) or (name in NAMES and says_nothing(text)) else text
        if name in ONE_LINE:
            value = shown(value)
        if name == "step":
            value = "" if normal(value) in _UNPLACED else _STEP_NO.sub("", value, count=1)
        check_length(value, LONGEST[self.kind].get(name))
        if name in PEOPLE:
            for one in re.split(r"[\n、，,；;]", value):
                check_length(one, LONGEST[TableKind.PEOPLE]["post"])
        return value, ""


def check_length(text: str, most: int | None) -> None:
    """Refuse a text that is longer than the database holds."""
    if most and len(text) > most:
        raise Refused(
            ngettext(
                "最多 %(most)s 个字，现在有 %(count)s 个字，请缩短或拆开。",
                "最多 %(most)s 个字，现在有 %(count)s 个字，请缩短或拆开。",
                most,
            )
            % {"most": most, "count": len(text)}
        )


def coded(text: str) -> tuple[str, str]:
    """Split `R-01 名称` into code and name, as our own tables write them; the code is '' where there is none."""
    found = _CODED.fullmatch(text)
    return (found[1], found[2]) if found else ("", text)


def _measures(reader: Reader, text: str, head: str) -> tuple[tuple[str, ...], str]:
    if says_nothing(text):
        return (), ""
    most = _limit(Measure, "title")
    found = []
    for item in lists.items(text):
        if len(item) <= most:
            found.append(item)
            continue
        parts = [part.strip() for part in re.split(r"(?<=[；;。])", item)]
        for part in filter(None, parts):
            check_length(part, most)
            found.append(part.rstrip("；;"))
    split = len(found) != len(lists.items(text))
    return tuple(found), _("有一条措施超过 %(most)s 个字，已按句拆开。") % {"most": most} if split else ""


def _bases(reader: Reader, text: str, head: str) -> tuple[tuple[Basis, ...], str]:
    found = bases(text)
    for basis in found:
        for name in ("title", "document_no", "article", "text"):
            check_length(getattr(basis, name), _limit(LegalBasis, name))
    return found, ""


def _time_limit(reader: Reader, text: str, head: str) -> tuple[Any, str]:
    value, rest = limit(text, head)
    return value, _("时限之外的文字没有读入：%(text)s") % {"text": rest} if rest else ""


def _next_step(reader: Reader, text: str, head: str) -> tuple[Any, str]:
    ways = next_steps(text, reader.numbers)
    for way in ways:
        check_length(way.condition, _limit(Transition, "condition"))
    return ways, ""


def _code(name: str) -> Callable[[Reader, str, str], tuple[str, str]]:
    def read(reader: Reader, text: str, head: str) -> tuple[str, str]:
        if says_nothing(text):
            return "", ""
        code = unicodedata.normalize("NFKC", "".join(text.split()))
        if not _CODE.fullmatch(code):
            raise Refused(_("编码只能用字母、数字、点、横线和下划线。"))
        check_length(code, LONGEST[reader.kind].get(name))
        return code, ""

    return read


def _plain(read: Callable[[str], Any]) -> Callable[[Reader, str, str], tuple[Any, str]]:
    return lambda reader, text, head: (read(text), "")


_SPECIAL: Mapping[str, Callable[[Reader, str, str], tuple[Any, str]]] = {
    "power_code": _code("power_code"),
    "point_code": _code("point_code"),
    "grade": lambda reader, text, head: (reader.grades(text), ""),
    "kind": _plain(choices.kind),
    "line": _plain(choices.line),
    "cause": _plain(choices.cause),
    "step_kind": _plain(choices.step_kind),
    "is_public": _plain(choices.yes_or_no),
    "step_no": _plain(step_number),
    "measures": _measures,
    "bases": _bases,
    "time_limit": _time_limit,
    "step_time_limit": _time_limit,
    "next_step": _next_step,
}
