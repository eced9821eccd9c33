"""Background work of the portal: large sets of posters, made once and kept."""

from __future__ import annotations

from django.utils import translation
from django_tasks import task

from portal import wall
from portal.published import Shown, of_unit
from portal.sheets import PAPERS, Paper
from registers.models import Edition
from riskreg import background

AT_ONCE = 24
"""Powers whose sheets are made while the visitor waits (a quarter of a second each)."""
ASK_AGAIN = 300
"""Seconds until a set that did not arrive may be asked for again."""


def ask(shown: Shown, paper: Paper) -> None:
    """Have the sheets of a unit made, unless somebody asked for the same ones just now."""
    if background.claim(f"wall:{wall.digest(shown.powers, paper, shown.title)}", ASK_AGAIN):
        make.enqueue(shown.edition_pk, shown.unit_code, paper.name, shown.base, translation.get_language())


@task()
def make(edition_pk: int, unit_code: str, paper: str, base: str, language: str) -> int:
    """Make and keep the sheets of a unit that is still published; return how many bytes they are."""
    edition = Edition.objects.published().select_related("institution", "publication").get(pk=edition_pk)
    with translation.override(language):
        shown = of_unit(edition, unit_code, base)
        return len(wall.made(shown.powers, PAPERS[paper], title=shown.title, created=shown.created))
