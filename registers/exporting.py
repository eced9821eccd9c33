"""Making the files people take away: Excel, PDF and JSON of a register, a unit or one power."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from organisation.models import Institution
from registers import book, changes, workbook
from registers.content import (
    canonical_register,
    frozen_contents,
    newest_frozen,
    register,
    working_contents,
    working_powers,
)
from registers.headings import heading
from registers.models import Edition, EditionEntry
from registers.spool import Spool
from riskreg.rendering import xlsx

READ_AT_ONCE = 50  # dossiers; each stretch costs a dozen queries and a few megabytes
FORMATS = ("xlsx", "pdf", "json")
Progress = Callable[[int], None]


def edition_for(institution: Institution, year: int) -> Edition | None:
    """Return the edition an export of the year shows: the newest approved one, None for the working copy."""
    return newest_frozen(institution, year)


def contents_for(institution: Institution, edition: Edition | None) -> Iterable[dict[str, Any]]:
    """Return the contents of the edition, or of everything in force as it stands now."""
    if edition:
        return frozen_contents(edition)
    powers = working_powers(institution)
    return working_contents(powers.iterator(chunk_size=READ_AT_ONCE))


def export(
    *,
    institution: Institution,
    year: int,
    edition: Edition | None,
    contents: Iterable[dict[str, Any]],
    format: str,
    now: datetime,
    progress: Progress | None = None,
) -> BinaryIO:
    """Return an open temporary file with the register in the format; the caller closes it.

    In: contents in register order, read once. `progress` is called with the number of powers read.
    Raises FontMissing, DotError or VolumeFailed for PDF.
    """
    out: BinaryIO = tempfile.TemporaryFile("w+b")  # type: ignore[assignment]  # noqa: SIM115 - the caller closes it
    whole = {"institution": institution, "year": year, "edition": edition, "contents": contents}
    try:
        write(out, **whole, format=format, now=now, progress=progress)  # type: ignore[arg-type]
    except BaseException:
        out.close()
        raise
    out.seek(0)
    return out


def write(
    out: BinaryIO,
    *,
    institution: Institution,
    year: int,
    edition: Edition | None,
    contents: Iterable[dict[str, Any]],
    format: str,
    now: datetime,
    progress: Progress | None = None,
) -> None:
    """Write what `export` returns into a binary file that is open for it."""
    with Spool(_counted(contents, progress)) as spool:
        _write(out, institution, year, edition, spool, format, now)


def _write(
    out: BinaryIO,
    institution: Institution,
    year: int,
    edition: Edition | None,
    spool: Spool[dict[str, Any]],
    format: str,
    now: datetime,
) -> None:
    head = heading(institution, year, edition, now)
    if format == "json":
        out.writelines(part.encode() for part in canonical_register(institution, year, edition, spool))
    elif format == "xlsx":
        xlsx.write(workbook.book(head, spool, changes.lines(changes_of(institution, edition, spool))), out)
    elif format == "pdf":
        contents = list(spool)
        source = register(institution, year, edition, contents)
        out.write(book.render(head, contents, internal=True, source=source))
    else:
        raise ValueError(f"unknown format {format}")


def changes_of(
    institution: Institution, edition: Edition | None, contents: Iterable[dict[str, Any]]
) -> Iterable[changes.PowerChange]:
    """Return what differs from the edition before; nothing for the first."""
    before = changes.previous(edition or Edition(institution=institution))
    if before is None:
        return ()
    old = EditionEntry.objects.filter(edition=before)
    reasons = changes.reasons_for(edition) if edition else changes.removal_reasons(institution)
    return changes.changes_between(old, contents, reasons)


def _counted(contents: Iterable[dict[str, Any]], progress: Progress | None) -> Iterable[dict[str, Any]]:
    for count, content in enumerate(contents, start=1):
        yield content
        if progress:
            progress(count)


def filename(institution: Institution, year: int, edition: Edition | None, part: str, format: str) -> str:
    """Return the file's name for people: institution, year or edition, what it is."""
    draft = _("草稿")
    label = edition.label if edition else f"{year}{draft}"
    return f"{institution.short_name}-{label}-{part}.{format}"
