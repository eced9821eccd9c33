"""Write the annual register of an institution to a file."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from organisation.models import Institution, Unit
from registers import exporting
from registers.models import Edition
from riskreg.rendering.dot import DotError
from riskreg.rendering.fonts import FontMissing
from riskreg.rendering.press import VolumeFailed


class Command(BaseCommand):
    help = "Export the newest approved edition of a year, else the working copy (marked as a draft)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--institution", required=True, help="the institution's code")
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument("--format", choices=exporting.FORMATS, required=True)
        parser.add_argument("--unit", metavar="CODE", help="only this unit, with those below it")
        parser.add_argument("--power", metavar="CODE", help="only this power")
        parser.add_argument("--output", type=Path, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        institution = Institution.objects.filter(code=options["institution"]).first()
        if institution is None:
            known = ", ".join(Institution.objects.values_list("code", flat=True)) or "none"
            raise CommandError(f"No institution has the code {options['institution']}. Known: {known}")
        edition = exporting.edition_for(institution, options["year"])
        try:
            file = exporting.export(
                institution=institution,
                year=options["year"],
                edition=edition,
                contents=_wanted(institution, edition, options["unit"], options["power"]),
                format=options["format"],
                now=timezone.localtime(),
                progress=self._progress,
            )
        except (DotError, FontMissing, VolumeFailed) as error:
            raise CommandError(str(error)) from error
        with file:
            _place(file, options["output"])
        what = f"edition {edition.label}" if edition else "the working copy (draft)"
        self.stdout.write(f"Wrote {what} of {institution.code} to {options['output']}")

    def _progress(self, count: int) -> None:
        if sys.stderr.isatty() and count % 50 == 0:
            self.stderr.write(f"\r{count} powers", ending="")


def _wanted(
    institution: Institution, edition: Edition | None, unit: str | None, power: str | None
) -> Iterable[dict[str, Any]]:
    """Return the contents to export. Raises CommandError where the unit or the power is unknown."""
    codes = None
    if unit:
        found = Unit.objects.of(institution).filter(code=unit).first()
        if found is None:
            raise CommandError(f"{institution.code} has no unit with the code {unit}.")
        codes = set(Unit.objects.get_tree(found).values_list("code", flat=True))
    contents: Iterable[dict[str, Any]] = exporting.contents_for(institution, edition)
    if codes is not None:
        contents = (content for content in contents if content["unit_code"] in codes)
    if power is None:
        return contents
    chosen = [content for content in contents if content["code"] == power]
    if not chosen:
        raise CommandError(f"The register of {institution.code} has no power with the code {power}.")
    return chosen


def _place(file: Any, output: Path) -> None:
    """Write beside the output and move it there whole; an existing file is replaced only at the end."""
    try:
        handle, temporary = tempfile.mkstemp(dir=output.resolve().parent, prefix=".part-")
        with os.fdopen(handle, "wb") as out:
            shutil.copyfileobj(file, out)
        umask = os.umask(0)
        os.umask(umask)
        Path(temporary).chmod(0o666 & ~umask)
        Path(temporary).replace(output)
    except OSError as error:
        raise CommandError(f"Cannot write {output}: {error.strerror}. Choose another place.") from error
