"""Load the three sample institutions through the same actions that people use."""

from __future__ import annotations

import os
import secrets
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from organisation.models import Institution
from registers.sample.loading import OtherInstitutions, load

ACCOUNTS = (
    ("clerk", "填报人，民政所"),
    ("head", "科室负责人，民政所"),
    ("discipline", "纪检监察员，SAMPLE-XZ"),
    ("leader", "主要领导，SAMPLE-XZ"),
    ("registrar", "登记册管理员，SAMPLE-XZ"),
    ("stranger", "填报人，SAMPLE-GS"),
    ("sysadmin", "系统管理员"),
    ("secadmin", "安全管理员"),
    ("auditor", "审计管理员"),
)


class Command(BaseCommand):
    help = "Load the sample institutions SAMPLE-XZ, SAMPLE-GS and SAMPLE-ZC. Idempotent."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--password", default=os.environ.get("SAMPLE_PASSWORD", ""))
        parser.add_argument("--if-empty", action="store_true", help="only if there is no institution yet")
        parser.add_argument("--force", action="store_true", help="also beside other institutions")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["if_empty"] and Institution.objects.exists():
            return
        password = options["password"] or f"{secrets.token_urlsafe(9)}-Aa1"
        try:
            with transaction.atomic():
                loaded = load(now=timezone.localtime(), password=password, force=options["force"])
        except OtherInstitutions:
            raise CommandError(
                "The database holds other institutions; sample data would mix with real data. "
                "Use an empty database, or --force."
            ) from None
        if not loaded:
            self.stdout.write("The sample institutions are loaded already; nothing was changed.")
            return
        self.stdout.write(f"Loaded: {', '.join(loaded)}\n\nAccounts, all with the password  {password}\n")
        for username, words in ACCOUNTS:
            self.stdout.write(f"  {username:<12}{words}")
