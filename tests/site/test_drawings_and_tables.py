"""Wherever a chart is shown, each step has an id, a title and a link to its row in the table beside it."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from django.urls import reverse

from powers.enums import ChartLayout
from powers.models import Power
from registers.models import Edition
from tests import scenarios
from tests.scenarios import Cast

SVG, HREF = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}href"
DRAWING = re.compile(r"<svg [^>]*viewBox.*?</svg>", re.DOTALL)
ACTIVE = re.compile(
    r"<script|<style|<image|<foreignObject|\son\w+=|\sstyle=|javascript:|data:", re.IGNORECASE
)


@pytest.fixture
def power(cast: Cast) -> Power:
    found = scenarios.confirmed(cast, "临时救助", code="P-0")
    scenarios.edition(cast, "published")
    return found


def drawing_in(page: str) -> ET.Element:
    """Return the one drawing of a page that has steps."""
    (drawing,) = [found for found in DRAWING.findall(page) if 'class="node step' in found]
    assert ACTIVE.search(drawing) is None
    assert "<!--" not in drawing
    return ET.fromstring(drawing)


def assert_steps(drawing: ET.Element, power: Power, page: str) -> None:
    """Each step is a group with an id, its title first, and one link to `page` and its row."""
    groups = {group.get("id"): group for group in drawing.iter(f"{SVG}g")}
    for step in power.steps.all():
        group = groups[f"step-{step.no}"]
        title = group.find(f"{SVG}title")
        assert title is not None and title.text
        assert title.text.startswith(f"{step.no}. {step.label}")
        (link,) = group.iter(f"{SVG}a")
        assert link.get(HREF) == f"{page}#row-{step.no}"
    assert drawing.find(f"{SVG}title") is not None


def as_officer(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.officer)
    return client


@pytest.mark.parametrize("layout", ChartLayout.values)
def test_pages_show_drawing_and_table_of_the_same_steps(cast: Cast, power: Power, layout: str) -> None:
    entry = Edition.objects.get().entries.get()
    pages = (
        reverse("powers:detail", args=[power.pk]),
        reverse("registers:entry", args=[entry.edition_id, entry.pk]),
        reverse("portal:power", args=["OURS", power.code]),
    )
    for address in pages:
        page = as_officer(cast).get(address, {"layout": layout}).content.decode()
        assert_steps(drawing_in(page), power, "")
        for step in power.steps.all():
            row = re.findall(rf'<tr id="row-{step.no}">.*?</tr>', page, re.DOTALL)
            assert len(row) == 1
            assert step.label in row[0], address


@pytest.mark.parametrize("layout", ChartLayout.values)
def test_files_lead_back_to_the_rows(cast: Cast, power: Power, layout: str) -> None:
    inside = reverse("powers:detail", args=[power.pk])
    outside = reverse("portal:power", args=["OURS", power.code])
    for client, file, page in (
        (as_officer(cast), reverse("powers:chart_svg", args=[power.pk]), inside),
        (Client(), reverse("portal:chart", args=["OURS", power.code]), outside),
        (Client(), reverse("portal:embed", args=["OURS", power.code]), outside),
    ):
        drawn = client.get(file, {"layout": layout}).content
        assert_steps(ET.fromstring(drawn), power, f"http://testserver{page}")
        assert drawn.count(b"<style>") == 1
        assert b"prefers-color-scheme: dark" in drawn
