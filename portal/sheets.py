"""What hangs on the wall: the words of one published power, and how they share a sheet with its chart.

Plain values. Lengths are in rem, the height of the smallest letters allowed on the paper, so that every paper
has the same sheet, only larger. Where the words do not fit they are cut and point to the public page; the
letters never get smaller than one rem.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from organisation.models import Institution
from portal.fitting import ALL, LABELS, OTHERS, Fitted, fit
from powers import framing
from powers.chart import Chart
from registers import words
from registers.charts import Mark, chart_of
from riskreg.phrases import bracketed, continued, labelled, listed, parted
from riskreg.rendering.canvas import line_width

MARGIN, BETWEEN = 2.2, 1.2
LOW = 1.5  # bottom margin of the paper; the difference is room for a line more than was reckoned
SIDE, ACROSS = 19.4, 3  # width of the words beside a chart; columns of words below it
SIZES = (1.8, 1.7, 1.6, 1.5, 1.4, 1.3, 1.2, 1.1, 1.0)
LEAST_BELOW = 9.0
FOOT = 9.6  # rem that the code and its words take: at A4 a module is three quarters of a millimetre
KEPT, KEPT_SIGNS = 3, 60
MOST_SHEETS = 12
SIGN_ROOM = "　　　　"  # as wide as a sign and the space around it


@dataclass(frozen=True)
class Paper:
    """A sheet of paper, portrait, in millimetres, and its smallest letters in points."""

    name: str
    across: int
    down: int
    letters: float

    @property
    def room(self) -> tuple[float, float]:
        """Width and height inside the margins in rem."""
        across, down = (side / 25.4 * 72 / self.letters - 2 * MARGIN for side in (self.across, self.down))
        return across, down


PAPERS = {
    "A1": Paper("A1", 594, 841, 25.5),
    "A2": Paper("A2", 420, 594, 18.0),
    "A3": Paper("A3", 297, 420, 12.75),
    "A4": Paper("A4", 210, 297, 10.5),
}
POSTERS = ("A3", "A2", "A1")
BOARD = "A4"


@dataclass(frozen=True)
class Section:
    """A heading with items; each item is its words and what is added in a softer tone. `strong` is set large."""

    title: str
    items: tuple[tuple[str, str], ...]
    strong: str = ""

    def height(self, width: float) -> float:
        """Return the height in em for a column `width` em wide (static/print/poster.css)."""
        lines = sum(_lines(f"{text}　{more}" if more else text, width - 1.1) for text, more in self.items)
        large = 2.9 * _lines(self.strong, width / 2) if self.strong else 0.0
        return 3.3 + large + 1.5 * lines + 0.2 * len(self.items)


@dataclass(frozen=True)
class Power:
    """One published power as a sheet tells of it."""

    chart: Chart
    institution: str
    category: str
    sections: tuple[Section, ...]
    short: tuple[Section, ...]
    channels: tuple[tuple[str, str], ...]
    edition: str
    day: str
    url: str
    is_sample: bool
    steps: tuple[str, ...]


@dataclass(frozen=True)
class Block:
    """Sections in their place on a sheet; `size` is the height of their letters."""

    left: float
    top: float
    width: float
    height: float
    size: float
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class Sheet:
    """One sheet: columns of the chart in a box at the top left, blocks of words around them, or `running` words."""

    fitted: Fitted | None = None
    at: int = 0
    width: float = 0.0
    height: float = 0.0
    blocks: tuple[Block, ...] = ()
    running: tuple[Section, ...] = ()
    steps: tuple[str, ...] = ()


def power_of(
    content: Mapping[str, Any], institution: Institution, *, mark: Mark, published: str, url: str
) -> Power:
    """Return what a sheet tells of a public content; `published` is the day in the reader's words."""
    chart = chart_of(content, internal=False, mark=mark)
    return Power(
        chart=chart,
        institution=institution.name,
        category=words.category(content["category"]),
        sections=tuple(_sections(content)),
        short=tuple(map(_shortened, _sections(content))),
        channels=tuple(_channels(institution)),
        edition=mark.edition,
        day=published,
        url=url,
        is_sample=bool(content["is_sample"]),
        steps=tuple(_step_words(content)),
    )


def sheets_of(power: Power, paper: Paper) -> list[Sheet]:
    """Return the sheets of a power: one if chart and words fit, else its chart first, then its words."""
    width, body = paper.room[0], body_height(power, paper)
    if power.chart.steps:
        for said, sections in (
            (ALL, power.sections),
            (OTHERS, power.sections),
            (OTHERS, power.short),
            (LABELS, power.sections),
            (LABELS, power.short),
        ):
            options = list(_together(power.chart, said, sections, width, body))
            if options:
                return [max(options, key=_merit)]
        fitted = _over_several(power.chart, width, body)
        if fitted:
            charts = [Sheet(fitted, at, width, body) for at in range(len(fitted.sheets))]
            return [*charts, Sheet(running=power.sections)]
    return [Sheet(running=power.sections, steps=power.steps)]


def _over_several(chart: Chart, width: float, body: float) -> Fitted | None:
    """Return the chart on as few sheets as it takes; all words if leaving some out saves no sheet."""
    options = [fit(chart, width, body, words=[said], sheets=MOST_SHEETS) for said in (ALL, OTHERS)]
    found = [option for option in options if option]
    if not found:
        return fit(chart, width, body, words=[LABELS], sheets=MOST_SHEETS)
    return min(found, key=lambda option: len(option.sheets))


def _together(
    chart: Chart, said: str, sections: Sequence[Section], width: float, body: float
) -> Iterator[Sheet]:
    """Yield the ways to have chart and words on one sheet: words beside the chart, or below it."""
    beside = width - SIDE - BETWEEN
    size = _size([sections], SIDE, body)
    fitted = fit(chart, beside, body, words=[said]) if size else None
    if fitted:
        block = Block(width - SIDE, 0.0, SIDE, body, size, tuple(sections))
        yield Sheet(fitted, 0, beside, body, (block,))
    wide = (width - BETWEEN * (ACROSS - 1)) / ACROSS
    columns = _shared(sections, wide)
    for size in reversed(SIZES):
        high = max(_height(column, wide, size) for column in columns)
        top = body - high - BETWEEN
        fitted = fit(chart, width, top, words=[said]) if top > LEAST_BELOW else None
        if not fitted:  # larger words leave even less room
            return
        blocks = tuple(
            Block(at * (wide + BETWEEN), body - high, wide, high, size, column)
            for at, column in enumerate(columns)
        )
        yield Sheet(fitted, 0, width, top, blocks)


def _merit(sheet: Sheet) -> float:
    """How good a sheet looks: its chart first, the size of its words less so."""
    letters = min((block.size for block in sheet.blocks if block.sections), default=1.0)
    return float((sheet.fitted.merit if sheet.fitted else 0.0) * letters**0.4)


def body_height(power: Power, paper: Paper) -> float:
    """Return the height between head and foot."""
    width, height = paper.room
    return height - head_height(power, width) - foot_height(power, width) - 2 * BETWEEN


def head_height(power: Power, width: float) -> float:
    """Return the height of the head: office and kind of sheet, title, and whose power it is."""
    room, size = width - 4.0, title_size(power.chart.title, width)
    office = f"{power.institution}{SIGN_ROOM}{_('权力运行流程图')}{SIGN_ROOM}"
    labels = (_("承办机构"), _("职权类别"), _("职权编码"), _("（示例）"))
    facts = "　　".join((*labels, power.chart.unit, power.category, power.chart.code))
    return (
        1.2
        + 1.82 * _lines(office, room / 1.4)
        + 1.25 * size * _lines(power.chart.title, room / size + 0.4)
        + 1.54 * _lines(facts, room / 1.1)
    )


def title_size(title: str, width: float) -> float:
    """Return letters with which the title takes one line, or a few if it is very long."""
    room = width - 4.0
    return min(3.1, max(room / max(line_width(title, 1.0), 1.0), 1.75))


def foot_height(power: Power, width: float) -> float:
    """Return the height of the foot: channels in two sizes, edition, signs and notes, the code beside them."""
    room = width - 10.0
    others = "　　".join(f"{label} {value}" for label, value in power.channels[1:])
    lines = 1.75 * _lines(others, room / 1.1 - 1) if others else 0.0
    longest = _("未注明承办主体的环节，由%(unit)s办理。") % {"unit": power.chart.unit}
    signs = [f"{SIGN_ROOM}{word}" for _name, word in signs_of(power.chart, columns=2)]
    source = _together_lines(signs, f"{longest}{power.edition}{SIGN_ROOM}{power.day}{SIGN_ROOM}", room)
    return max(0.95 + 2.7 + lines + 1.6 * source, FOOT)


def _together_lines(whole: Sequence[str], words: str, room: float) -> int:
    """Return how many lines items take, none of them broken, with words that follow them."""
    full, at = 0, 0.0
    for item in whole:
        wide = line_width(item, 1.0)
        full, at = (full + 1, wide) if at and at + wide > room else (full, at + wide)
    return full + _lines(f"{'　' * math.ceil(at)}{words}", room)


def note_of(fitted: Fitted | None, unit: str) -> str:
    """Return what has to be said of the words a chart leaves out, '' if it leaves out none."""
    if fitted is None or fitted.words == ALL:
        return ""
    if fitted.words == OTHERS:
        return _("未注明承办主体的环节，由%(unit)s办理。") % {"unit": unit}
    return _("各环节的承办主体和时限见公开页面。")


def signs_of(chart: Chart, *, columns: int) -> list[tuple[str, str]]:
    """Return the signs that the chart uses when drawn in so many columns, in words, each with its name."""
    found = [(sign.name, sign.word) for sign in framing.signs_of(chart)]
    return [*found, ("connector", _("转接他栏"))] if columns > 1 else found


def _size(columns: Sequence[Sequence[Section]], width: float, room: float) -> float:
    """Return the largest letters with which the sections fit columns of this size, 0 if none do."""
    fitting = (size for size in SIZES if all(_height(one, width, size) <= room for one in columns))
    return next(fitting, 0.0)


def _height(sections: Sequence[Section], width: float, size: float) -> float:
    return size * sum(section.height(width / size) for section in sections)


def _shared(sections: Sequence[Section], width: float) -> list[tuple[Section, ...]]:
    """Share the sections out to columns in reading order, the highest column as low as possible."""
    cuts = [
        (first, second) for first in range(len(sections) + 1) for second in range(first, len(sections) + 1)
    ]
    options = [
        [tuple(sections[:first]), tuple(sections[first:second]), tuple(sections[second:])]
        for first, second in cuts
    ]
    return min(options, key=lambda columns: max(_height(column, width, 1.0) for column in columns))


def _lines(text: str, width: float) -> int:
    """Return how many lines the text takes in a column `width` em wide, on the safe side."""
    room = max(width - 0.4, 2.0)
    return sum(max(math.ceil(line_width(part, 1.0) / room), 1) for part in text.split("\n"))


def _sections(content: Mapping[str, Any]) -> Iterator[Section]:
    timed = [(step["label"], words.limit(step["time_limit"])) for step in content["steps"]]
    limits = tuple((labelled(label, limit), "") for label, limit in timed if limit)
    overall = words.limit(content["time_limit"])
    if overall or limits:
        yield Section(_("办理时限"), limits, overall)
    rights: dict[str, list[str]] = {}
    for step in content["steps"]:
        if step["counterpart_rights"]:
            rights.setdefault(step["counterpart_rights"].strip(), []).append(step["label"])
    if rights:
        held = tuple((right, listed(dict.fromkeys(labels))) for right, labels in rights.items())
        yield Section(_("您的权利"), held)
    if content["service_commitment"]:
        yield Section(_("服务承诺"), ((content["service_commitment"].strip(), ""),))
    if content["bases"]:
        yield Section(_("行使依据"), tuple((words.basis(row), "") for row in content["bases"]))


def _shortened(section: Section) -> Section:
    """Return the section with few words; what is left out is on the public page, and it says so."""
    items = tuple((_cut(text), "") for text, _more in section.items[:KEPT])
    if len(section.items) > KEPT:
        more = _("共%(count)s条，其余见公开页面") % {"count": len(section.items)}
        items = (*items, (more, ""))
    return replace(section, items=items)


def _cut(text: str) -> str:
    return f"{text[:KEPT_SIGNS]}……" if len(text) > KEPT_SIGNS else text


def _channels(institution: Institution) -> Iterator[tuple[str, str]]:
    if institution.complaint_phone:
        yield _("电话"), institution.complaint_phone
    if institution.complaint_email:
        yield _("邮箱"), institution.complaint_email
    if institution.complaint_address:
        yield _("来访、来信"), institution.complaint_address


def _step_words(content: Mapping[str, Any]) -> Iterator[str]:
    """Yield the steps as sentences, for a chart that no sheet can hold."""
    exits: dict[int, list[str]] = {}
    for way in content["transitions"]:
        target = _("转第%(no)s项") % {"no": way["to"]}
        exits.setdefault(way["from"], []).append(continued((way["condition"], target)))
    last = {
        step["no"]: following["no"]
        for step, following in zip(content["steps"], content["steps"][1:], strict=False)
    }
    for step in content["steps"]:
        ways = exits.get(step["no"], [])
        onward = _("转第%(no)s项") % {"no": last.get(step["no"])}
        more = [step["actor"], words.limit(step["time_limit"]), *(ways if ways != [onward] else [])]
        said = parted(more)
        yield f"{step['no']}. {step['label']}{bracketed(said)}"
