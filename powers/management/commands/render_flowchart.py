"""Writes the drawing of one power's flowchart to a file."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from powers import charting
from powers.models import Power
from riskreg.decisions import Refused
from riskreg.rendering import dot

VIEWS = ("public", "internal")
LAYOUTS = ("flow", "lanes", "risk")
FORMATS = ("svg", "pdf", "png", "dot")


class Command(BaseCommand):
    help = "Draw the flowchart of a power: public or internal, as flow, lanes or risk drawing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("power_code", help="code of the power, e.g. XZ-BY-05")
        parser.add_argument("--institution", help="code of the institution, if several use the power code")
        parser.add_argument("--view", choices=VIEWS, default="public")
        parser.add_argument("--layout", choices=LAYOUTS, default="flow")
        parser.add_argument("--format", choices=FORMATS, default="svg")
        parser.add_argument("--dpi", type=int, default=150, help="dots per inch of a PNG")
        parser.add_argument("--output", required=True, type=Path, help="file to write")

    def handle(self, *args: Any, **options: Any) -> None:
        power = _find(options["power_code"], options["institution"])
        internal = options["view"] == "internal"
        _require_drawable(power, internal)
        content = _drawn(power, options["layout"], options["format"], internal, options["dpi"])
        try:
            options["output"].write_bytes(content)
        except OSError as error:
            reason = {"path": options["output"], "why": error.strerror}
            raise CommandError(_("无法写入 %(path)s：%(why)s。") % reason) from error
        self.stdout.write(_("已写入 %(path)s。") % {"path": options["output"]})


def _find(code: str, institution: str | None) -> Power:
    powers = Power.objects.with_dossier().filter(code=code)
    if institution:
        powers = powers.filter(institution__code=institution)
    found: list[Power] = list(powers[:2])
    if not found:
        raise CommandError(_("没有编码为 %(code)s 的职权。") % {"code": code})
    if len(found) > 1:
        raise CommandError(
            _("有几个单位使用职权编码 %(code)s，请用 --institution 指明单位编码。") % {"code": code}
        )
    return found[0]


def _require_drawable(power: Power, internal: bool) -> None:
    name = {"power": str(power)}
    if not internal and not power.is_public:
        raise CommandError(_("“%(power)s”是不公开的职权，没有公开图；请用 --view internal。") % name)
    if not power.steps.all():
        raise CommandError(_("“%(power)s”还没有画流程图。") % name)


def _drawn(power: Power, layout: str, format: Any, internal: bool, dpi: int) -> bytes:
    if format == "dot":
        return charting.layout_of(power, layout=layout, internal=internal).source.encode()
    try:
        return charting.file_of(power, layout=layout, internal=internal, format=format, dpi=dpi)
    except (dot.DotError, Refused) as error:
        raise CommandError(str(error)) from error
