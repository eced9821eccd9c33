"""Slides for a lobby screen, 1920 by 1080: one power a slide, long charts on several.

Plain values. A slide is 80 by 45 rem, one rem being 24 pixels and the smallest letters (static/css/slides.css).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portal.fitting import ALL, OTHERS, WORDS, Column, Fitted, fit
from portal.sheets import Power, Section, note_of, signs_of
from riskreg.rendering import dot, qr, responses
from riskreg.rendering.svg import clean_svg

EVERY = 15  # seconds a slide stays
CHART = (56.0, 36.0)  # rem for the chart
SIDE = (17.0, 22.5)  # rem for the words beside it
MOST_SLIDES = 12
STEPS_A_SLIDE = 10
_WIDTH = re.compile(r'\bwidth="[0-9]+"')  # the natural width that clean_svg gives a drawing


@dataclass(frozen=True)
class Drawn:
    """A column of a chart, drawn, and its number."""

    number: int
    svg: SafeString


@dataclass(frozen=True)
class Slide:
    """One slide: columns of a chart, or steps in words where no slide can hold the chart."""

    power: Power
    part: int
    parts: int
    columns: tuple[Drawn, ...]
    several: bool
    steps: tuple[str, ...]
    sections: tuple[Section, ...]
    note: str
    signs: tuple[tuple[str, str], ...]
    qr: SafeString


def slides(powers: Sequence[Power]) -> list[Slide]:
    """Return the slides of the powers in their order. Raises DotError."""
    return [slide for power in powers for slide in _slides(power)]


def _slides(power: Power) -> Iterator[Slide]:
    fitted = _fitted(power)
    steps = [power.steps[at : at + STEPS_A_SLIDE] for at in range(0, len(power.steps), STEPS_A_SLIDE)] or [()]
    count = len(fitted.sheets) if fitted else len(steps)
    code = responses.inline_svg(qr.svg(power.url, title=_("公开页面的二维码")))
    for at in range(count):
        yield Slide(
            power=power,
            part=at + 1,
            parts=count,
            columns=tuple(map(_drawn, fitted.sheets[at], [power] * len(fitted.sheets[at]))) if fitted else (),
            several=bool(fitted and fitted.columns > 1),
            steps=() if fitted else steps[at],
            sections=_sections(power),
            note=note_of(fitted, power.chart.unit),
            signs=tuple(signs_of(power.chart, columns=fitted.columns)) if fitted else (),
            qr=code,
        )


def _fitted(power: Power) -> Fitted | None:
    """Return the chart on as few slides as hold all words; on one, if only the unit's own name is left out."""
    if not power.chart.steps:
        return None
    one = fit(power.chart, *CHART, words=(ALL, OTHERS))
    return one or fit(power.chart, *CHART, words=WORDS, sheets=MOST_SLIDES)


def _drawn(column: Column, power: Power) -> Drawn:
    source = column.drawing
    drawn = dot.render_cached(source.source, format="svg", engine=source.engine)
    prefix = f"s{power.chart.code}-{column.number}-".replace(" ", "_")
    svg = clean_svg(drawn, title=power.chart.title, id_prefix=prefix)
    size = f'width="{column.width:.2f}em" height="{column.height:.2f}em"'
    return Drawn(column.number, responses.inline_svg(_WIDTH.sub(size, svg, count=1)))


def _sections(power: Power) -> tuple[Section, ...]:
    """Return the words beside the chart: all that fit, shortened if need be; bases stay on the page."""
    width, height = SIDE
    for count in range(len(power.sections), 0, -1):
        for offered in (power.sections, power.short):
            chosen = offered[:count]
            if sum(section.height(width) for section in chosen) <= height:
                return chosen
    return ()
