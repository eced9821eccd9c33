"""Closed lists as offices write them: grades, kinds, lines, causes, step kinds, yes and no."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from imports.refusals import Refused
from imports.wordforms import normal, says_nothing
from powers.enums import StepKind
from powers.wording import kind_of
from riskpoints.enums import Cause, RiskKind, RiskLine
from riskreg.phrases import listed

# Roman, Chinese and full-width numerals have become plain ones before they are looked up.
_GRADES: Mapping[str, str] = {
    **dict.fromkeys(("a", "高", "重", "大", "i", "1", "一", "甲", "high", "h"), "A"),
    **dict.fromkeys(
        ("b", "中", "ii", "2", "二", "乙", "中等", "medium", "moderate", "middle", "med", "m"), "B"
    ),
    **dict.fromkeys(("c", "低", "小", "轻", "iii", "3", "三", "丙", "low", "l"), "C"),
}
# Words that are grades only together: sure if a column uses all three and nothing beside them.
_SCALES: tuple[tuple[str, str, str], ...] = (
    ("红", "黄", "蓝"),
    ("红", "黄", "绿"),
    ("red", "yellow", "green"),
    ("red", "amber", "green"),
    ("重大", "较大", "一般"),
    ("重大", "一般", "较小"),
    ("高", "较高", "一般"),
    ("重要", "较重要", "一般"),
    ("严重", "较重", "一般"),
)
_FOURTH = frozenset({"d", "iv", "4", "四", "丁"})
_NUMERALS = frozenset({"1", "2", "3"})
_GRADE_FILL = re.compile(
    r"廉政|廉洁|监管|风险|等级|级别|程度|级|等(?=$|[,/()])|度|类(?=$|[,/()])|权力|职权|色|grade|level|risk|class|rating|of|:"
)
_GRADE_PARTS = re.compile(r"[()\[\]【】,、/;|\-—–]+")


def _grade_parts(text: str) -> list[str]:
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text).lower())
    return [part for part in _GRADE_PARTS.split(_GRADE_FILL.sub("", plain)) if part]


class Grades:
    """Reads the grades of one column. The whole column is known, as some words only mean something together."""

    def __init__(self, texts: Iterable[str]) -> None:
        parts = {part for text in texts if not says_nothing(text) for part in _grade_parts(text)}
        self.fourth = bool(parts & _FOURTH)
        self.words = dict(_GRADES)
        for scale in _SCALES:
            if parts == set(scale):
                self.words |= dict(zip(scale, "ABC", strict=True))
        self.by_number = bool(parts) and parts <= _NUMERALS

    def __call__(self, text: str) -> str:
        """Return 'A', 'B', 'C', or '' for a blank cell. Raises Refused."""
        if says_nothing(text):
            return ""
        found = {self.words.get(part) for part in _grade_parts(text)}
        if len(found) == 1 and None not in found and not self.fourth:
            return str(found.pop())
        if self.fourth:
            raise Refused(_("这一列分四个等级，无法对应A、B、C三级，请先改成三级。"))
        raise Refused(
            _("认不出等级“%(text)s”。可以写：A、B、C；高、中、低；一级、二级、三级；Ⅰ、Ⅱ、Ⅲ；1、2、3。")
            % {"text": text}
        )


def grade_of_head(head: str) -> str:
    """Return the grade that the last part of a head names, as in `风险等级/A级`; '' if it names none."""
    group, _sign, last = head.rpartition("/")
    if not group:
        return ""
    try:
        return Grades(())(last)
    except Refused:
        return ""


def ticked(head: str, text: str) -> str:
    """Return the grade of a column that is ticked, of three columns for A, B and C; other texts as they are."""
    return grade_of_head(head) if normal(text) in _TICKS and grade_of_head(head) else text


_TICKS = frozenset("√✓✔☑■●○★v1是")
_KINDS: Mapping[str, str] = {
    "integrity": "廉政 廉洁 腐败 廉政风险点 廉洁从政 廉洁从业 integrity corruption",
    "regulatory": "监管 履职 失职 渎职 失职渎职 不作为 行政监管 监管履职 regulatory supervision",
}
_LINES: Mapping[str, str] = {
    "high_voltage": "高压线 高压 红线 highvoltage highvoltageline",
    "warning": "警戒线 警戒 警示线 黄线 warning warningline",
    "zebra": "斑马线 斑马 zebra zebracrossing zebraline",
}
_CAUSES: Mapping[str, str] = {
    "ideology": "思想道德 思想 道德 思想作风 思想认识 思想道德素质 理想信念 个人思想道德 ideology",
    "post_duty": "岗位职责 岗位 职责 岗位履职 岗位职权 履行职责 职务 postduty",
    "process": "业务流程 流程 业务 工作流程 权力运行流程 process",
    "system": "制度机制 制度 机制 体制机制 制度建设 规章制度 制度缺陷 system",
    "environment": "外部环境 环境 外部 社会环境 外界环境 工作环境 environment",
}
_FILL = re.compile(r"(?:方面|因素|原因|成因|类型|类别|种类|性质|风险|risks?|类|型|的|性)+$")


@cache
def _words(enum: Any, spellings: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """Return every spelling of a closed list: stored values, labels in both languages, and usual variants."""
    found: dict[str, str] = {}
    for language in ("zh-hans", "en"):
        with translation.override(language):
            for value, label in enum.choices:
                found |= {
                    _bare(str(label)): str(value),
                    normal(str(label)): str(value),
                    normal(value): str(value),
                }
    for value, words in spellings:
        found |= dict.fromkeys(words.split(), value)
    return found


def _bare(text: str) -> str:
    head = normal(text)
    return _FILL.sub("", head) or head


def _one_of(enum: Any, spellings: Mapping[str, str]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if says_nothing(text):
            return ""
        words = _words(enum, tuple(spellings.items()))
        value = words.get(normal(text)) or words.get(_bare(text))
        if value:
            return value
        raise Refused(
            _("认不出“%(text)s”。可以写：%(words)s。")
            % {"text": text, "words": listed(label for _value, label in enum.choices)}
        )

    return read


kind = _one_of(RiskKind, _KINDS)
line = _one_of(RiskLine, _LINES)
cause = _one_of(Cause, _CAUSES)
_named_step_kind = _one_of(StepKind, {})


def step_kind(text: str) -> str:
    """Return the stored kind of a step, by its name or by the words that describe it. Raises Refused."""
    try:
        return _named_step_kind(text)
    except Refused:
        guessed = kind_of(text)
        if guessed == StepKind.EXECUTE and not re.search("办理|执行|实施|处理|execut", text, re.IGNORECASE):
            raise
        return str(guessed.value)


_YES = frozenset({*"是√✓✔☑有对y1", "公开", "主动公开", "依申请公开", "对外公开", "全部公开", "可公开", "向社会公开", "yes", "true", "public", "publicised", "published"})  # fmt: skip
_NO = frozenset({*"否×✗✘☒x不n0", "不公开", "不予公开", "不宜公开", "非公开", "暂不公开", "不对外公开", "no", "false", "notpublic", "non-public", "nonpublic", "private"})  # fmt: skip


def yes_or_no(text: str) -> bool | None:
    """Return whether a cell says yes; None for a blank one. Raises Refused."""
    if says_nothing(text):
        return None
    word = re.sub(r"[(\[].*", "", normal(text))
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise Refused(_("认不出“%(text)s”。可以写：是、否；公开、不公开。") % {"text": text})
