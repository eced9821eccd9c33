"""What people take away as a file: who may, how it is called, how long it takes, and what is in it.

One answer for the page, for the background worker and for the moment of fetching: `find` asks for the right each time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, BinaryIO

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from organisation.models import Institution, Unit
from registers import exporting, official, permissions
from registers.content import working_contents, working_powers
from registers.enums import OrderKind as K
from registers.models import Edition
from registers.papers import catalogue, responsibility
from registers.papers.frame import number_of
from registers.sizes import live_size, size_of
from riskreg.background import Tell
from riskreg.decisions import require
from riskreg.rendering import docx_file, letter, responses
from riskreg.rendering.letter import Letter

PATIENCE = 3.0
"""Seconds somebody may be kept waiting for a file; what takes longer is made outside the request."""
SECONDS_A_ROW = {"pdf": 0.15, "xlsx": 0.0003, "json": 0.0002}
"""Of a register, for each power and each risk point, as measured on two cores under load."""
SECONDS_A_LINE = {"pdf": 0.008, "docx": 0.003}
"""Of a paper, for each power, risk point or opinion it lists."""
LETTERS_A_PAGE = 25
TYPES = {"xlsx": responses.XLSX, "pdf": responses.PDF, "json": responses.JSON, "docx": responses.DOCX}
Printed = dict[str, str]
"""Number and digest of each paper in the file, for the log."""


@dataclass(frozen=True)
class Takeaway:
    """One file: of what, under which name, about how long it takes, and how it is written."""

    subject: Institution | Edition
    name: str
    format: str
    seconds: float
    write: Callable[[BinaryIO, Tell], Printed]
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def institution(self) -> Institution:
        """Return whose file it is."""
        return self.subject.institution if isinstance(self.subject, Edition) else self.subject

    @property
    def content_type(self) -> str:
        """Return the type of the file."""
        return TYPES[self.format]

    @property
    def is_long(self) -> bool:
        """Say whether it takes longer than somebody may be kept waiting."""
        return self.seconds > PATIENCE


def find(kind: str, user: Any, now: datetime, **options: Any) -> Takeaway:
    """Return the file if it is there for the account now. Raises Http404, Refused; KeyError for no such kind."""
    return _FINDERS[kind](user, now, **options)


def event_of(kind: str) -> str:
    """Return the event that the log keeps when somebody takes the file."""
    return "paper.printed" if kind in (K.PAPER, K.LETTER, K.LETTERS) else "register.exported"


def visible_edition(user: Any, pk: int) -> Edition:
    """Return the edition with the records of its stages if the account may see it. Raises Http404."""
    edition: Edition = get_object_or_404(Edition.objects.visible_to(user).with_records(), pk=pk)
    return edition


def _working_copy(user: Any, now: datetime, pk: int, format: str) -> Takeaway:
    reached = Institution.objects.reached_by(user, "view_dossier")
    institution: Institution = get_object_or_404(reached.distinct(), pk=pk)
    require(permissions.can_export(user, institution))
    return _live(institution, working_powers(institution), now, format, _("登记册草稿"))


def _unit(user: Any, now: datetime, pk: int, format: str) -> Takeaway:
    units = Unit.objects.reached_by(user, "view_dossier").select_related("institution")
    unit: Unit = get_object_or_404(units, pk=pk)
    powers = working_powers(unit.institution).filter(unit__path__startswith=unit.path)
    return _live(unit.institution, powers, now, format, unit.name)


def _edition(user: Any, now: datetime, pk: int, format: str) -> Takeaway:
    edition = visible_edition(user, pk)
    require(permissions.can_export(user, edition.institution))
    if not edition.digest:
        return _working_copy(user, now, edition.institution_id, format)
    contents = exporting.contents_for(edition.institution, edition)
    size = edition.entries.size()
    return _register(edition.institution, edition, contents, size, now, format, _("登记册"))


def _live(institution: Institution, powers: Any, now: datetime, format: str, part: str) -> Takeaway:
    contents = working_contents(powers.iterator(chunk_size=exporting.READ_AT_ONCE))
    return _register(institution, None, contents, live_size(powers), now, format, part)


def _register(
    institution: Institution,
    edition: Edition | None,
    contents: Iterable[dict[str, Any]],
    size: tuple[int, int],
    now: datetime,
    format: str,
    part: str,
) -> Takeaway:
    year = edition.year if edition else now.year
    name = exporting.filename(institution, year, edition, part, format)

    def write(out: BinaryIO, tell: Tell) -> Printed:
        exporting.write(
            out,
            institution=institution,
            year=year,
            edition=edition,
            contents=contents,
            format=format,
            now=now,
            progress=lambda done: tell(done, size[0]),
        )
        return {}

    seconds = sum(size) * SECONDS_A_ROW[format]
    details = {"file": name, "edition": edition.label if edition else None}
    return Takeaway(institution, name, format, seconds, write, details)


def _table(user: Any, now: datetime, pk: int, table: str) -> Takeaway:
    edition = visible_edition(user, pk)
    require(permissions.can_export(user, edition.institution))
    kind = official.TABLES.get(table)
    if kind is None:
        raise Http404
    frozen = edition if edition.digest else None
    name = exporting.filename(edition.institution, edition.year, frozen, str(kind.label), "xlsx")

    def write(out: BinaryIO, tell: Tell) -> Printed:
        official.write(kind, edition, now, out)
        return {}

    seconds = sum(size_of(edition)) * SECONDS_A_ROW["xlsx"]
    details = {"file": name, "edition": edition.label}
    return Takeaway(edition.institution, name, "xlsx", seconds, write, details)


def _paper(user: Any, now: datetime, pk: int, paper: str, format: str) -> Takeaway:
    edition = visible_edition(user, pk)
    require(permissions.can_print(user, edition.institution))
    kind = catalogue.PAPERS.get(paper)
    if kind is None:
        raise Http404
    require(kind.ready(edition))
    name = f"{number_of(edition, kind.sign)}-{kind.label}.{format}"
    seconds = kind.lines(edition) * SECONDS_A_LINE[format]
    return _printed(edition, name, format, seconds, now, lambda: [kind.build(edition, user, now)])


def _letter(user: Any, now: datetime, pk: int, number: int, format: str) -> Takeaway:
    edition, charges = _charges(user, pk)
    chosen = [charge for charge in charges if charge.number == number]
    return _letters_of(edition, chosen, now, format)


def _letters(user: Any, now: datetime, pk: int, page: str) -> Takeaway:
    edition, charges = _charges(user, pk)
    return _letters_of(edition, list(Paginator(charges, LETTERS_A_PAGE).get_page(page)), now, "pdf")


def _charges(user: Any, pk: int) -> tuple[Edition, list[responsibility.Charge]]:
    edition = visible_edition(user, pk)
    require(permissions.can_print(user, edition.institution))
    require(catalogue.letters_ready(edition))
    return edition, responsibility.charges_of(edition)


def _letters_of(
    edition: Edition, charges: Sequence[responsibility.Charge], now: datetime, format: str
) -> Takeaway:
    if not charges:
        raise Http404
    count = len(charges) if len(charges) > 1 else ""
    name = f"{responsibility.number(edition, charges[0])}-{_('责任书')}{count}.{format}"
    lines = sum(len(charge.powers) + charge.points for charge in charges)
    seconds = lines * SECONDS_A_LINE[format]
    made = lambda: [responsibility.letter(edition, charge) for charge in charges]  # noqa: E731 - made when written
    return _printed(edition, name, format, seconds, now, made)


def _printed(
    edition: Edition,
    name: str,
    format: str,
    seconds: float,
    now: datetime,
    build: Callable[[], Sequence[Letter]],
) -> Takeaway:
    created = edition.frozen_at or now

    def write(out: BinaryIO, tell: Tell) -> Printed:
        made = build()
        if format == "docx":
            out.write(docx_file.write(made[0], created=created))
        else:
            out.write(letter.render(made, created=created))
        return {one.number: letter.digest(one) for one in made}

    return Takeaway(edition, name, format, seconds, write, {"format": format})


_FINDERS: dict[str, Callable[..., Takeaway]] = {
    K.WORKING_COPY: _working_copy,
    K.UNIT: _unit,
    K.EDITION: _edition,
    K.TABLE: _table,
    K.PAPER: _paper,
    K.LETTER: _letter,
    K.LETTERS: _letters,
}
