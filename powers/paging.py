"""Long charts on several pages: cut where few ways are cut, joined by connectors (GB/T 1526)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from string import ascii_uppercase

from django.utils.translation import gettext as _

from powers.chart import Chart, ChartEdge, ChartStep
from riskreg.phrases import listed

FIRST_CONNECTOR = 1000  # numbers of connectors begin here; steps have two digits
CUT_COST, UNEVEN_COST, PAGE_COST = 1.0, 4.0, 1000.0


def cuts(rows: Sequence[tuple[float, float]], crossing: Sequence[int], limit: float) -> list[int]:
    """Return the rows after which a page ends (the last row always does).

    In: (top, bottom) of each row; how many ways a cut after each row would cut; the height of a page.
    As few pages as possible, then as few cut ways, then pages of even height. A row higher than a page
    has a page of its own.
    """
    count = len(rows)
    best: list[tuple[float, int]] = [(0.0, count)] * (count + 1)
    for start in range(count - 1, -1, -1):
        options = []
        for end in range(start, count):
            high = rows[end][1] - rows[start][0]
            if high > limit and end > start:
                break
            slack = max(limit - high, 0.0) / limit
            cost = (
                PAGE_COST
                + UNEVEN_COST * slack * slack
                + (CUT_COST * crossing[end] if end < count - 1 else 0.0)
            )
            options.append((cost + best[end + 1][0], end))
        best[start] = min(options)
    found, at = [], 0
    while at < count:
        found.append(best[at][1])
        at = best[at][1] + 1
    return found


def split(chart: Chart, row_of: Mapping[int, int], ends: Sequence[int]) -> list[Chart]:
    """Return one chart per page. A way to another page ends in a connector that names sign and page.

    In: the row of each step, and the last row of each page.
    """
    page_of = {no: next(page for page, end in enumerate(ends) if row <= end) for no, row in row_of.items()}
    over = [edge for edge in chart.edges if _leaves(edge, page_of)]
    signs = {target: _sign(at) for at, target in enumerate(dict.fromkeys(edge.target for edge in over))}
    pages = []
    for page in range(len(ends)):
        steps = [step for step in chart.steps if page_of.get(step.no) == page]
        edges = [e for e in chart.edges if page_of.get(e.source) == page == page_of.get(e.target)]
        more, ways = _connectors(page, over, page_of, signs, framed=chart.look.framed)
        words = _("第%(page)s页，共%(count)s页") if chart.look.framed else _("第%(page)s栏，共%(count)s栏")
        part = words % {"page": page + 1, "count": len(ends)}
        pages.append(replace(chart, steps=(*steps, *more), edges=(*edges, *ways), part=part))
    return pages


def _leaves(edge: ChartEdge, page_of: Mapping[int, int]) -> bool:
    known = edge.source in page_of and edge.target in page_of
    return known and page_of[edge.source] != page_of[edge.target]


def _sign(at: int) -> str:
    """Return A, B … Z, A1, B1 …"""
    again, letter = divmod(at, len(ascii_uppercase))
    return ascii_uppercase[letter] + (str(again) if again else "")


def _connectors(
    page: int,
    over: Sequence[ChartEdge],
    page_of: Mapping[int, int],
    signs: Mapping[int, str],
    *,
    framed: bool = True,
) -> tuple[list[ChartStep], list[ChartEdge]]:
    """Return the connectors of a page (of a column where the drawing is not framed), and their ways."""
    came = _("接%(page)s页") if framed else _("接%(page)s栏")
    goes = _("转%(page)s页") if framed else _("转%(page)s栏")
    steps: dict[int, ChartStep] = {}
    ways = []
    for target, sign in signs.items():
        number = FIRST_CONNECTOR + list(signs).index(target)
        here = [edge for edge in over if edge.target == target]
        if page_of[target] == page:
            from_pages = sorted({page_of[edge.source] + 1 for edge in here})
            words = listed(from_pages)
            steps[number] = ChartStep(number, sign, "connector", came % {"page": words})
            ways.append(ChartEdge(number, target))
            continue
        for edge in here:
            if page_of[edge.source] == page:
                words = goes % {"page": page_of[target] + 1}
                steps[number] = ChartStep(number, sign, "connector", words)
                ways.append(ChartEdge(edge.source, number, edge.condition))
    return list(steps.values()), ways
