"""Make the three administrators of a new database, each with a password to be changed at first sign-in.

No page resets an administrator's password, so that no administrator can open another one's office:
`--reset USERNAME` does, for whoever keeps the server.
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from organisation import actions
from organisation.enums import SystemRole
from organisation.models import User
from riskreg.guarded import acting

NAMES = {"sysadmin": "系统管理员", "secadmin": "安全管理员", "auditor": "审计管理员"}


class Command(BaseCommand):
    help = (
        "Create sysadmin, secadmin and auditor, if nobody holds their roles yet; print their passwords once."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--reset", metavar="USERNAME", help="only give this administrator a new first password"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["reset"]:
            self._reset(options["reset"])
        else:
            self._create()

    def _reset(self, username: str) -> None:
        account = User.objects.exclude(system_role="").filter(username=username).first()
        if account is None:
            raise CommandError(f"{username} is no administrator.")
        password = actions.reset_password(account=account, by=None, now=timezone.now())
        self.stdout.write(f"{username:<10}{password}")

    def _create(self) -> None:
        if User.objects.exclude(system_role="").exists():
            raise CommandError(
                "There are administrators already; the security administrator sets further ones."
            )
        now = timezone.now()
        with acting(by=None, now=now):
            for role in SystemRole:
                password = actions.random_password()
                actions.create_account(
                    by=None,
                    now=now,
                    username=role.value,
                    name=NAMES[role.value],
                    password=password,
                    must_change_password=True,
                    system_role=role.value,
                )
                self.stdout.write(f"{role.value:<10}{password}")
