"""The overview map outside: the frozen public entries, as a picture and as a list of the same links."""

from __future__ import annotations

import io
import re

import pypdf
import pytest
from django.test import Client
from django.urls import reverse

from powers.models import Power
from registers.models import Edition, EditionEntry
from riskreg.guarded import acting
from tests import scenarios
from tests.scenarios import NOW, Cast

URL = "/public/OURS/map/"
FILE = "/public/OURS/map/download/"
HEADS = {"svg": b"<?xml", "pdf": b"%PDF", "png": b"\x89PNG"}


def entries(cast: Cast, count: int, unit: tuple[str, str] = ("S1", "民政所"), *, public: bool = True) -> None:
    """Add entries to the published edition as freezing would have made them."""
    edition = Edition.objects.get(state="published")
    held = edition.entries.count()
    for number in range(held, held + count):
        power = Power(institution=cast.institution, unit=cast.unit, category=cast.category)
        power.code, power.name = f"M-{number:04d}", f"第{number}项"
        power.state_at = power.created_at = NOW
        power.created_by = cast.clerk
        with acting(by=cast.clerk, now=NOW):
            power.save()
        EditionEntry.objects.create(
            edition=edition,
            power=power,
            position=number + 1,
            code=power.code,
            name=power.name,
            unit_code=unit[0],
            unit_name=unit[1],
            grade="C",
            is_public=public,
            content={},
        )


@pytest.fixture
def published(cast: Cast) -> Cast:
    scenarios.confirmed(cast, "临时救助", code="P-0")
    scenarios.edition(cast, "published")
    return cast


def parts(page: str) -> tuple[str, str]:
    """Return the drawing and the list."""
    start = page.index("<svg", page.index('class="figure-scroll"'))
    drawing = page[start : page.index("</svg>", start)].replace("\u00a0", " ").replace("&#160;", " ")
    return drawing, page[page.index('id="map-list"') :]


def read(**query: str) -> tuple[str, str]:
    return parts(Client().get(URL, query).content.decode())


def test_picture_and_list_name_every_published_power_with_its_link(published: Cast) -> None:
    for part in read():
        assert part.count('href="/public/OURS/P-0/"') == 1
        assert 'href="/public/OURS/map/?unit=S1"' in part
        assert "临时救助" in part and "民政所" in part
    assert "版次：2026-1" in read()[0] and "■B" in read()[0]


def test_only_the_frozen_edition_speaks(published: Cast) -> None:
    """Neither units without public powers, nor non-public powers, nor what was written since."""
    entries(published, 1, ("S2", "财政所"), public=False)
    scenarios.draft(published, "写了一半的一项")
    with acting(by=published.sysadmin, now=NOW):
        published.unit.name = "改名后的科室"
        published.unit.save()
    page = Client().get(URL).content.decode()
    for inside in ("财政所", "第1项", "写了一半的一项", "改名后的科室", "M-0001", "2 项职权"):
        assert inside not in page.replace("\u00a0", " ").replace("&#160;", " ")
    for query in ({"unit": "S2"}, {"unit": "ROOT"}, {"unit": "无"}):
        assert Client().get(URL, query).status_code == Client().get(FILE, query).status_code == 404


def test_what_is_not_published_has_no_map(cast: Cast) -> None:
    scenarios.confirmed(cast, "临时救助", code="P-0")
    scenarios.edition(cast, "filed")
    for address in (URL, FILE, "/public/THEIRS/map/", "/public/NONE/map/"):
        assert Client().get(address).status_code == 404


@pytest.mark.parametrize("count", [0, 160])
def test_it_takes_the_same_queries_at_any_length(
    published: Cast, count: int, django_assert_num_queries
) -> None:
    entries(published, count)
    with django_assert_num_queries(2):
        Client().get(URL)
    with django_assert_num_queries(2):
        Client().get(FILE)


def test_many_powers_are_counted_and_the_list_still_names_each(published: Cast) -> None:
    entries(published, 100)
    entries(published, 60, ("S2", "财政所"))
    drawing, listed = read()
    assert "第7项" not in drawing and "●C\u2002100 项职权" in drawing
    assert len(re.findall(r'href="/public/OURS/(?:M|P)-\d+/"', listed)) == 161
    drawing, listed = read(unit="S2")
    assert "第120项" in drawing and "第7项" not in drawing + listed


@pytest.mark.parametrize("format", HEADS)
def test_files_lead_to_the_portal(published: Cast, format: str, settings) -> None:
    settings.PUBLIC_URL = "https://open.example"
    response = Client().get(FILE, {"format": format})
    assert response.content.startswith(HEADS[format])
    assert "attachment" in response["Content-Disposition"]
    link = "https://open.example/public/OURS/P-0/"
    if format == "svg":
        assert f'href="{link}"' in response.content.decode()
    if format == "pdf":
        page = pypdf.PdfReader(io.BytesIO(response.content)).pages[0]
        assert link in [note.get_object()["/A"]["/URI"] for note in page["/Annots"]]
    assert Client().get(FILE, {"format": "exe"}).status_code == 404


def test_the_portal_leads_to_it(published: Cast) -> None:
    for name, arguments in (("portal:home", []), ("portal:grades", ["OURS"])):
        assert f'href="{URL}"' in Client().get(reverse(name, args=arguments)).content.decode()
