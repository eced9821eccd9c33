"""Make a believable large register in an institution of its own, for measuring."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from organisation import actions
from organisation.models import Institution, Unit, User
from registers.sample.generating import generate
from registers.sample.structure import load_tables

CODE = "GENERATED"


class Command(BaseCommand):
    help = "Add N powers with risk points and measures to the institution GENERATED (made if absent)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--powers", type=int, required=True)
        parser.add_argument("--points-each", type=int, default=4, help="risk points per power")
        parser.add_argument("--password", default="", help="for the account bench, which sees everything")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        institution = Institution.objects.filter(code=CODE).first() or _institution(now, options["password"])
        by = User.objects.get(username="bench")
        count = generate(
            institution=institution,
            powers=options["powers"],
            points_each=options["points_each"],
            by=by,
            now=now,
        )
        self.stdout.write(f"{options['powers']} powers with {count} risk points in {CODE}")


def _institution(now: Any, password: str) -> Institution:
    load_tables(now)
    values = {"code": CODE, "name": "测量用示例单位", "short_name": "测量", "is_sample": True}
    institution = actions.create_institution(by=None, now=now, values=values)
    root = Unit.objects.get(institution=institution, depth=1)
    for number in range(1, 13):
        unit_values = {"code": f"G{number:02d}", "name": f"示例科室{number}", "kind": "section"}
        unit = actions.add_unit(parent=root, by=None, now=now, values=unit_values)
        for place, title in enumerate(("科长", "经办人", "复核人"), start=1):
            level = "unit_head" if place == 1 else "staff"
            post = {"code": f"G{number:02d}-{place}", "title": title, "level": level, "is_key": place == 1}
            actions.add_post(unit=unit, by=None, now=now, values=post)
        root = Unit.objects.get(pk=root.pk)
    bench = actions.create_account(
        by=None, now=now, username="bench", name="测量员", institution=institution, password=password or None
    )
    for role in ("clerk", "discipline_officer", "register_administrator"):
        actions.grant_role(user=bench, role=role, unit=root, by=None, now=now, reason="测量")
    return institution
