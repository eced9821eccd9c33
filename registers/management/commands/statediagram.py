"""Write docs/states.md from the workflow tables, or check that it is current."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from dossiers.workflow import DOSSIER
from registers.workflow import EDITION
from riskreg import access
from riskreg.workflow import Workflow, mermaid

HEAD = "# States\n\nWritten by `manage.py statediagram` from the workflow tables; do not edit.\n"


class Command(BaseCommand):
    help = "Write docs/states.md from the workflow tables (--check: fail if it is not current)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        path = settings.BASE_DIR / "docs" / "states.md"
        with translation.override("zh-hans"):
            text = "\n".join([HEAD, *(_section(workflow) for workflow in (DOSSIER, EDITION))])
        if options["check"]:
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                raise CommandError("docs/states.md is not current: run manage.py statediagram")
            return
        path.write_text(text, encoding="utf-8")
        self.stdout.write("Wrote docs/states.md")


def _section(workflow: Workflow) -> str:
    lines = [f"## {workflow.name}: {workflow.label}", "", "```mermaid", mermaid(workflow), "```", ""]
    lines += ["| move | from | to | who | in words |", "|---|---|---|---|---|"]
    for step in workflow.moves:
        roles = [role.code for role in access.ROLES.values() if step.permission in role.permissions]
        sources = ", ".join(sorted(step.sources, key=workflow.states.index))
        lines.append(f"| {step.name} | {sources} | {step.target} | {', '.join(roles)} | {step.label} |")
    return "\n".join([*lines, ""])
