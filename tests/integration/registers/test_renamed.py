"""An institution gets another name: what was approved before prints as it was, what is open takes the new one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from organisation import actions as organisation
from registers.content import register
from registers.headings import heading
from registers.models import Edition
from registers.papers.filing import report
from registers.papers.showing import notice_letter
from tests import scenarios
from tests.scenarios import NOW, Cast

LATER = NOW + timedelta(days=400)


def rename(cast: Cast) -> None:
    values = {"name": "清河街道办事处", "short_name": "清河街道"}
    organisation.edit_institution(institution=cast.institution, by=cast.sysadmin, now=LATER, values=values)


def again(edition: Edition) -> Edition:
    return Edition.objects.get(pk=edition.pk)


def test_a_frozen_edition_keeps_the_name_it_was_approved_under(cast: Cast) -> None:
    scenarios.confirmed(cast, "临时救助", code="P-1")
    edition = scenarios.edition(cast, "approved")
    old = edition.institution.name
    before = heading(edition.institution, 2026, edition, NOW), report(again(edition), cast.officer, NOW)
    rename(cast)
    edition = again(edition)
    assert (edition.institution.name, edition.office.name) == ("清河街道办事处", old)
    assert (heading(edition.institution, 2026, edition, LATER), report(edition, cast.officer, NOW)) == before
    assert register(edition.institution, 2026, edition, ())["institution"]["name"] == old


@pytest.mark.parametrize("state", ["show", "ask"])
def test_an_open_edition_takes_the_new_name(cast: Cast, state: str) -> None:
    scenarios.confirmed(cast, "临时救助", code="P-1")
    edition = scenarios.edition(cast, state)
    rename(cast)
    paper = notice_letter(again(edition), cast.officer, LATER)
    assert paper.issuer == "清河街道办事处" and paper.number.startswith("清河街道廉")
