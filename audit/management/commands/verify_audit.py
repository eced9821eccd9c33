"""Walk the hash chain and the edition digests."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from audit import chain, verifiers


class Command(BaseCommand):
    help = "Verify the audit chain and the frozen editions; exit status 1 and the first bad row on damage."

    def handle(self, *args: Any, **options: Any) -> None:
        found = chain.verify()
        if found.damage:
            raise CommandError(
                f"Damaged at event {found.damage.seq}: {found.damage.problem}. "
                f"The {found.events} events before it hold."
            )
        with translation.override("en"):
            problem = next(verifiers.problems(), None)
        if problem:
            raise CommandError(f"Damaged: {problem}")
        self.stdout.write(f"{found.events} events and all frozen editions hold.")
