"""Template tags of the component set. templates/_components/README.md shows each with an example."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django import template
from django.core.paginator import Page
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from riskreg import phrases

register = template.Library()

Words = str | Promise


@dataclass(frozen=True)
class Tone:
    """How a state looks: a colour tone, a shape that survives greyscale, and a word for want of a better."""

    tone: str
    shape: str
    word: Words


# The one place that says how states look. Shapes: ○ not begun, ◇ moving, ◆ waits for somebody,
# ● agreed, ■ closed for good, ▲ needs attention, × refused or gone.
STATES: dict[str, Tone] = {
    # dossiers
    "draft": Tone("neutral", "○", _("填报中")),
    "submitted": Tone("wait", "◇", _("待科室负责人审核")),
    "returned": Tone("warn", "▲", _("已退回")),
    "reviewed": Tone("wait", "◆", _("待纪检审核")),
    "confirmed": Tone("good", "●", _("已确认")),
    "removal_proposed": Tone("warn", "▲", _("拟取消")),
    "removed": Tone("neutral", "×", _("已取消")),
    # decisions taken on a dossier
    "agreed": Tone("good", "●", _("同意")),
    "reopened": Tone("wait", "◇", _("重新填报")),
    "proposed": Tone("warn", "▲", _("提出取消")),
    # risk points
    "candidate": Tone("neutral", "○", _("待确认")),
    # editions
    "find": Tone("neutral", "○", _("找风险")),
    "show": Tone("wait", "◇", _("亮风险")),
    "ask": Tone("wait", "◇", _("问风险")),
    "review": Tone("wait", "◆", _("审风险")),
    "approved": Tone("good", "●", _("已审定")),
    "filed": Tone("good", "●", _("已备案")),
    "published": Tone("good", "■", _("已公开")),
    "superseded": Tone("neutral", "×", _("已被替代")),
    # measures
    "planned": Tone("neutral", "○", _("计划中")),
    "in_place": Tone("wait", "◇", _("已落实")),
    "verified": Tone("good", "●", _("已验证")),
    "ineffective": Tone("bad", "▲", _("无效")),
    # opinions
    "pending": Tone("wait", "◇", _("待处理")),
    "adopted": Tone("good", "●", _("采纳")),
    "partly": Tone("warn", "◆", _("部分采纳")),
    "rejected": Tone("bad", "×", _("不采纳")),
    # imports
    "uploaded": Tone("neutral", "○", _("已上传")),
    "previewed": Tone("wait", "◇", _("已预览")),
    "applied": Tone("good", "●", pgettext_lazy("import", "已导入")),
    "undone": Tone("neutral", "×", _("已撤销导入")),
    # documents being produced
    "queued": Tone("neutral", "○", _("排队中")),
    "running": Tone("wait", "◇", _("生成中")),
    "done": Tone("good", "●", _("已生成")),
    "failed": Tone("bad", "×", _("生成失败")),
    "stopped": Tone("bad", "×", _("生成中断")),
    "expired": Tone("neutral", "×", _("已过期")),
}

GRADES: dict[str, Tone] = {
    "A": Tone("grade-a", "▲", pgettext_lazy("grade", "高")),
    "B": Tone("grade-b", "■", pgettext_lazy("grade", "中")),
    "C": Tone("grade-c", "●", pgettext_lazy("grade", "低")),
    "": Tone("grade-none", "○", _("未定级")),
}

LINES: dict[str, Tone] = {
    "high_voltage": Tone("line-high", "bolt", _("高压线")),
    "warning": Tone("line-warning", "warning", _("警戒线")),
    "zebra": Tone("line-zebra", "zebra", _("斑马线")),
}

EDITION_STAGES: tuple[tuple[str, Words], ...] = (
    ("find", pgettext_lazy("stage", "找")),
    ("show", pgettext_lazy("stage", "亮")),
    ("ask", pgettext_lazy("stage", "问")),
    ("review", pgettext_lazy("stage", "审")),
    ("approved", pgettext_lazy("stage", "批准")),
    ("filed", pgettext_lazy("stage", "备案")),
    ("published", pgettext_lazy("stage", "公开")),
)

ICONS = frozenset(
    [
        "bolt",
        "warning",
        "zebra",
        "search",
        "plus",
        "edit",
        "download",
        "upload",
        "print",
        "close",
        "check",
        "arrow-left",
        "arrow-right",
        "menu",
        "user",
        "clock",
        "lock",
        "info",
        "error",
        "done",
        "link",
        "history",
        "filter",
        "chart",
        "bell",
        "trash",
        "copy",
        "undo",
        "redo",
    ]
)


@register.filter
def state_tone(state: Any) -> Tone:
    """Return tone, shape and word of a workflow state; ValueError if nobody gave it one."""
    try:
        return STATES[str(state)]
    except KeyError:
        raise ValueError(
            f"no tone for state {state!r}: add it to STATES in riskreg/templatetags/ui.py"
        ) from None


@register.inclusion_tag("_components/pill.html")
def pill(state: Any, label: Words = "") -> dict[str, Any]:
    """Show a workflow state. `label` is what the model calls it (`obj.get_state_display`)."""
    return {"state": str(state), "label": label}


@register.filter
def grade_tone(grade: Any) -> Tone:
    """Return tone, shape and word of a grade; ValueError for a letter that is not A, B, C or empty."""
    try:
        return GRADES[str(grade or "")]
    except KeyError:
        raise ValueError(f"no such grade: {grade!r}") from None


@register.inclusion_tag("_components/grade.html")
def grade(value: Any, short: bool = False) -> dict[str, Any]:
    """Show a risk grade by shape, letter and word; `short` keeps the word for screen readers only."""
    return {"grade": value or "", "short": short}


@register.filter
def line_tone(line: Any) -> Tone:
    """Return tone, icon and word of one of the three lines; ValueError for any other."""
    try:
        return LINES[str(line)]
    except KeyError:
        raise ValueError(f"no such line: {line!r}") from None


@register.inclusion_tag("_components/line.html")
def line(value: Any) -> dict[str, Any]:
    """Show 高压线, 警戒线 or 斑马线; nothing when the point has none."""
    return {"line": value or ""}


@register.simple_tag
def icon(name: str, label: Words = "") -> SafeString:
    """Draw an icon of static/icons.svg; without `label` it is decoration."""
    if name not in ICONS:
        raise ValueError(f"no such icon: {name!r}")
    address = f"{static('icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>',
            label,
            address,
        )
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"/></svg>', address)


@register.inclusion_tag("_components/stepper.html")
def edition_stepper(state: Any, notes: Mapping[str, Words] | None = None) -> dict[str, Any]:
    """Show how far an edition has come; `notes` adds a line (a date, a deadline) under a stage."""
    codes = [code for code, _word in EDITION_STAGES]
    state_tone(state)
    at = codes.index(str(state)) if str(state) in codes else len(codes)
    steps = [
        {
            "label": word,
            "status": "done" if place < at else "current" if place == at else "todo",
            "note": (notes or {}).get(code, ""),
        }
        for place, (code, word) in enumerate(EDITION_STAGES)
    ]
    return {"steps": steps}


@register.simple_block_tag(takes_context=True)
def table(
    context: template.Context,
    content: SafeString,
    caption: Words,
    cards: bool = False,
    hide_caption: bool = False,
    id: str = "",
    kind: str = "",
) -> str:
    """Wrap `<thead>` and `<tbody>` in a captioned, scrollable region with a sticky head."""
    serial = int(context.render_context.get("table_serial") or 0) + 1
    context.render_context["table_serial"] = serial
    return render_to_string(
        "_components/table.html",
        {
            "content": content,
            "caption": caption,
            "cards": cards,
            "hide_caption": hide_caption,
            "id": id or f"table-{serial}",
            "kind": kind,
        },
    )


@register.simple_block_tag
def dialog(content: SafeString, id: str, title: Words, wide: bool = False) -> str:
    """Wrap content in a native dialog, opened by any button with `data-open="id"`."""
    return render_to_string(
        "_components/dialog.html",
        {"content": content, "id": id, "title": title, "wide": wide},
    )


@register.simple_block_tag
def panel(content: SafeString, title: Words = "", id: str = "", kind: str = "", level: int = 2) -> str:
    """Wrap content in a titled sheet."""
    return render_to_string(
        "_components/panel.html",
        {"content": content, "title": title, "id": id, "kind": kind, "level": level},
    )


def _tokens(text: str) -> list[str]:
    return re.findall(r"[A-Za-z0-9_.]+|\s+|.", text, re.DOTALL)


def _changes(old: list[str], new: list[str]) -> Iterator[tuple[str, str]]:
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield "same", "".join(old[a:b])
            continue
        if b > a:
            yield "del", "".join(old[a:b])
        if d > c:
            yield "ins", "".join(new[c:d])


@register.simple_tag
def text_diff(old: Any, new: Any) -> SafeString:
    """Return the new text with what went in `<del>` and what came in `<ins>`, character by character."""
    before, after = (
        str(old if old is not None else ""),
        str(new if new is not None else ""),
    )
    parts: list[SafeString] = []
    for kind, text in _changes(_tokens(before), _tokens(after)):
        pattern = {"same": "{}", "del": "<del>{}</del>", "ins": "<ins>{}</ins>"}[kind]
        parts.append(format_html(pattern, text))
    return mark_safe("".join(parts))  # noqa: S308 - every part was made by format_html


@register.filter
def elided_pages(page: Page[Any]) -> Iterable[int | str]:
    """Return the page numbers to offer, with an ellipsis where some are left out."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)


register.filter("listed", phrases.listed)
register.filter("labelled", phrases.labelled)
register.filter("bracketed", phrases.bracketed)


@register.filter
def html_lang(code: str) -> str:
    """Return the language for the `lang` attribute: zh-hans is zh-CN to browsers and fonts."""
    return "zh-CN" if code.startswith("zh") else code


@register.filter
def widget_kind(field: Any) -> str:
    """Return the short name of a bound field's widget: `checkbox`, `select`, `textarea`, `text` …"""
    return str(getattr(field.field.widget, "input_type", "") or type(field.field.widget).__name__.lower())


@register.filter
def heat(value: Any, top: Any) -> int:
    """Return 0 to 4: how warm a count is next to the largest one in its matrix."""
    count, most = int(value or 0), int(top or 0)
    return 0 if count <= 0 or most <= 0 else min(4, 1 + (3 * count) // most)


@register.simple_tag
def attributes(values: Mapping[str, Any] | None = None) -> SafeString:
    """Write a mapping as HTML attributes; True writes the bare name, False and None nothing."""
    kept = [(name, value) for name, value in (values or {}).items() if value not in (None, False)]
    return format_html_join(
        "",
        "{}",
        (
            (format_html(" {}" if v is True else ' {}="{}"', k, *(() if v is True else (v,))),)
            for k, v in kept
        ),
    )
