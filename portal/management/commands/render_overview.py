"""Writes the overview map of an institution to a file."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from organisation.models import Institution, Unit
from portal import mapping, querysets
from powers.mapping import file_of, map_of
from powers.models import Power
from powers.overview import Overview, overview_dot
from riskreg.decisions import Refused
from riskreg.rendering import dot

VIEWS = ("public", "internal")
FORMATS = ("svg", "pdf", "png", "dot")


class Command(BaseCommand):
    help = "Draw the overview map of an institution: its published edition, or the working copy."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("institution_code", help="code of the institution, e.g. SAMPLE-XZ")
        parser.add_argument("--view", choices=VIEWS, default="public")
        parser.add_argument("--format", choices=FORMATS, default="svg")
        parser.add_argument("--dpi", type=int, default=150, help="dots per inch of a PNG")
        parser.add_argument("--output", required=True, type=Path, help="file to write")

    def handle(self, *args: Any, **options: Any) -> None:
        institution = Institution.objects.filter(code=options["institution_code"]).first()
        if institution is None:
            code = {"code": options["institution_code"]}
            raise CommandError(_("没有编码为 %(code)s 的单位。") % code)
        overview = _internal(institution) if options["view"] == "internal" else _public(institution)
        if not overview.items:
            raise CommandError(_("“%(name)s”还没有可以画的职权。") % {"name": institution.name})
        content = _drawn(overview, options["format"], options["dpi"])
        try:
            options["output"].write_bytes(content)
        except OSError as error:
            reason = {"path": options["output"], "why": error.strerror}
            raise CommandError(_("无法写入 %(path)s：%(why)s。") % reason) from error
        self.stdout.write(_("已写入 %(path)s。") % {"path": options["output"]})


def _internal(institution: Institution) -> Overview:
    powers = Power.objects.in_force().filter(institution=institution).select_related("assessment")
    return map_of(institution, Unit.objects.of(institution), powers, links=None)


def _public(institution: Institution) -> Overview:
    """Return the public map; it has links only where PUBLIC_URL says where the portal is."""
    edition = querysets.edition_of(institution.code)
    if edition is None:
        raise CommandError(_("“%(name)s”没有向社会公开的登记册。") % {"name": institution.name})
    return mapping.map_of(edition, links=settings.PUBLIC_URL or None)


def _drawn(overview: Overview, format: Any, dpi: int) -> bytes:
    if format == "dot":
        return overview_dot(overview).source.encode()
    try:
        return file_of(overview, format, dpi)
    except (dot.DotError, Refused) as error:
        raise CommandError(str(error)) from error
