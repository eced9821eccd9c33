"""Bring a register, a power catalogue, a step table or a list of posts into an institution, and report."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from imports import actions, choosing, keeping, loading
from organisation.models import Institution, User
from riskreg.decisions import Refused
from riskreg.reading.files import read_book
from riskreg.reading.sheet import Unreadable


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, whose institution, who does it, where the report goes."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--institution", required=True, metavar="CODE")
        parser.add_argument("--by", required=True, metavar="USERNAME", help="a register administrator")
        parser.add_argument(
            "--sheet",
            action="append",
            default=[],
            help="a sheet to read, may be repeated; else every sheet that is understood",
        )
        parser.add_argument("--dry-run", action="store_true", help="report what would happen, write nothing")
        parser.add_argument("--report", type=Path, required=True, metavar="REPORT.json")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit with 0 only if nothing was rejected."""
        institution = _institution(options["institution"])
        by = User.objects.filter(username=options["by"], is_active=True).first()
        if by is None:
            raise CommandError(f"No active account is called {options['by']}.")
        try:
            report = self._import(institution, by, options)
        except (Unreadable, Refused, OSError) as error:
            raise CommandError(str(error)) from error
        text = json.dumps(report, ensure_ascii=False, indent=2, sort_keys=True)
        options["report"].write_text(text + "\n", encoding="utf-8")
        rejected = len({(cell.get("sheet"), cell["row"]) for cell in report["rejected"]})
        done = "Would import" if report["dry_run"] else "Imported"
        sheets = ", ".join(one["sheet"] for one in report["sheets"])
        self.stdout.write(
            f"{done} {report['rows_read'] - rejected} of {report['rows_read']} rows from {sheets}."
        )
        if rejected:
            were = "row was" if rejected == 1 else "rows were"
            self.stderr.write(f"{rejected} {were} rejected; {options['report']} says why.")
            sys.exit(1)

    def _import(self, institution: Institution, by: User, options: dict[str, Any]) -> dict[str, Any]:
        """Read and write in one transaction, which a dry run takes back."""
        file, now, dry_run = options["file"], timezone.now(), options["dry_run"]
        content = file.read_bytes()
        book = read_book(file.name, content)
        choices = choosing.propose(book, institution, options["sheet"])
        tables = loading.load(book, choices, institution)
        del book  # all of its cells
        with transaction.atomic():
            source = actions.upload(
                institution=institution,
                by=by,
                now=now,
                file_name=file.name,
                content=content,
                keep=not dry_run,
            )
            source = keeping.choose_sheets(source=source, by=by, now=now, sheets=choices)
            source = actions.apply(source=source, tables=tables, by=by, now=now, progress=self._progress)
            transaction.set_rollback(dry_run)
        return {**source.report, "dry_run": dry_run}

    def _progress(self, done: int, total: int) -> None:
        if sys.stderr.isatty():
            self.stderr.write(f"\r{done} of {total} records", ending="")


def _institution(code: str) -> Institution:
    found: Institution | None = Institution.objects.filter(code=code).first()
    if found is None:
        known = ", ".join(Institution.objects.values_list("code", flat=True)) or "none"
        raise CommandError(f"No institution has the code {code}. Known: {known}")
    return found
