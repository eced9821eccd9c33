"""Make the three administrators of a new database, each with a password to be changed at first sign-in."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
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

    def handle(self, *args: Any, **options: Any) -> None:
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
