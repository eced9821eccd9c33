"""The overview map inside: what the account may see, as a picture and as a list of the same links."""

from __future__ import annotations

import io
import re
from typing import Any

import pypdf
import pytest
from django.urls import reverse

from dossiers import actions as dossiers
from organisation.models import Unit
from powers.models import Power
from riskreg.guarded import acting
from tests import scenarios
from tests.scenarios import NOW

URL = "/powers/map/"
FILE = "/powers/map/download/"
HEADS = {"svg": b"<?xml", "pdf": b"%PDF", "png": b"\x89PNG"}


def parts(response: Any) -> tuple[str, str]:
    """Return the drawing and the list."""
    page = response.content.decode()
    start = page.index("<svg", page.index('class="figure-scroll"'))
    drawing = page[start : page.index("</svg>", start)].replace("\u00a0", " ").replace("&#160;", " ")
    return drawing, page[page.index('id="map-list"') :]


def many(cast: Any, count: int) -> list[Power]:
    with acting(by=cast.clerk, now=NOW):
        made = [
            Power(
                institution=cast.institution,
                unit=cast.unit,
                code=f"M-{number:04d}",
                name=f"第{number}项",
                category=cast.category,
                state_at=NOW,
                created_at=NOW,
                created_by=cast.clerk,
            )
            for number in range(count)
        ]
        for power in made:
            power.save()
    return made


def test_picture_and_list_name_every_power_with_unit_grade_and_link(cast: Any, client_of: Any) -> None:
    power = scenarios.confirmed(cast, "临时救助", code="P-1")
    hidden = scenarios.draft(cast, "不公开的一项", **scenarios.HIDDEN)
    response = client_of("officer").get(URL)
    for part in parts(response):
        for shown in (power, hidden):
            assert shown.name in part
            assert part.count(f'href="{reverse("powers:detail", args=[shown.pk])}"') == 1
        for words in ("民政所", "财政所", "临时救助", f'href="{URL}?unit={cast.unit.pk}"'):
            assert words in part
    drawing, listed = parts(response)
    assert "■B" in drawing and "grade-b" in listed
    assert "清河镇人民政府职权总览图" in drawing


def test_everybody_sees_what_the_list_of_powers_shows(cast: Any, client_of: Any) -> None:
    scenarios.draft(cast, "临时救助")
    assert "临时救助" in client_of("clerk").get(URL).content.decode()
    for name, query in (("colleague", {}), ("stranger", {}), ("stranger", {"institution": "THEIRS"})):
        page = client_of(name).get(URL, query).content.decode()
        assert "临时救助" not in page and "民政所" not in page
    assert "还没有可以查看的职权" in client_of("sysadmin").get(URL).content.decode()


@pytest.mark.parametrize("address", [URL, FILE])
def test_what_is_not_ones_own_is_not_there(cast: Any, client_of: Any, address: str) -> None:
    unit = Unit.objects.get(institution__code="THEIRS")
    for query in (
        {"unit": unit.pk},
        {"institution": "THEIRS"},
        {"unit": "x"},
        {"unit": "9" * 30},
        {"unit": "²"},
    ):
        assert client_of("officer").get(address, query).status_code == 404, query
    assert client_of("colleague").get(address, {"unit": cast.unit.pk}).status_code == 404


def test_a_unit_narrows_it_and_a_removed_power_is_gone(cast: Any, client_of: Any) -> None:
    scenarios.draft(cast, "临时救助")
    removed = scenarios.complete(cast, "已取消的一项")
    dossiers.propose_removal(power=removed, by=cast.clerk, now=NOW, reason="不再行使")
    dossiers.agree(power=removed, by=cast.officer, now=NOW)
    officer = client_of("officer")
    own = officer.get(URL, {"unit": cast.unit.pk})
    assert [band.name for band in own.context["overview"].bands] == ["民政所"]
    assert own.context["overview"].title == "民政所职权总览图"
    assert "已取消的一项" not in own.content.decode()
    other = officer.get(URL, {"unit": cast.other_unit.pk}).content.decode()
    assert "临时救助" not in other


@pytest.mark.parametrize("count", [1, 160])
def test_it_takes_the_same_queries_at_any_length(
    cast: Any, client_of: Any, count: int, django_assert_num_queries: Any
) -> None:
    many(cast, count)
    client = client_of("officer")
    with django_assert_num_queries(9):
        client.get(URL)
    with django_assert_num_queries(6):
        client.get(FILE)


def test_many_powers_are_counted_and_the_list_still_names_each(cast: Any, client_of: Any) -> None:
    many(cast, 160)
    drawing, listed = parts(client_of("officer").get(URL))
    assert "第7项" not in drawing
    assert "160 项职权" in drawing
    assert len(re.findall(r'href="/powers/\d+/"', listed)) == 160
    own, _listed = parts(client_of("officer").get(URL, {"unit": cast.unit.pk}))
    assert f'href="/powers/?unit={cast.unit.pk}"' in own


@pytest.mark.parametrize("format", HEADS)
def test_files_lead_to_this_site(cast: Any, client_of: Any, format: str) -> None:
    power = scenarios.draft(cast, "临时救助")
    response = client_of("officer").get(FILE, {"format": format})
    assert response.content.startswith(HEADS[format])
    assert "attachment" in response["Content-Disposition"]
    link = f"http://testserver{reverse('powers:detail', args=[power.pk])}"
    if format == "svg":
        assert f'href="{link}"' in response.content.decode()
    if format == "pdf":
        page = pypdf.PdfReader(io.BytesIO(response.content)).pages[0]
        uris = [note.get_object()["/A"]["/URI"] for note in page["/Annots"]]
        assert link in uris


def test_an_unknown_format_is_not_there(cast: Any, client_of: Any) -> None:
    assert client_of("officer").get(FILE, {"format": "exe"}).status_code == 404


def test_the_catalogue_leads_to_it(cast: Any, client_of: Any) -> None:
    scenarios.draft(cast, "临时救助")
    officer = client_of("officer")
    assert f'href="{URL}"' in officer.get("/powers/").content.decode()
    narrowed = officer.get("/powers/", {"unit": cast.unit.pk}).content.decode()
    assert f'href="{URL}?unit={cast.unit.pk}"' in narrowed
