"""Non-public powers and internal remarks exist nowhere outside (R09). The world holds data that could leak."""

from __future__ import annotations

import io
import json

import pypdf
import pytest
from django.test import Client
from django.urls import reverse

from controls import actions as controls
from dossiers import actions as dossiers
from organisation.models import Unit
from powers.models import PowerCategory
from registers.models import Edition, EditionEntry, GeneratedDocument
from riskpoints import actions as riskpoints
from riskpoints.models import RiskPoint
from riskreg.guarded import acting
from tests import printed, scenarios
from tests.scenarios import HIDDEN, NOW, Cast
from tests.tokens import without_tokens

HIDDEN_NAME = "绝密线索核查"
SECRETS = (
    HIDDEN_NAME,
    "HID-001",
    "保密规定",
    "涉及调查秘密",
    "专用类别",
    "内部表现形式",
    "内部案例",
    "内部指标",
    "优亲厚友",
)


@pytest.fixture
def world(cast: Cast) -> Cast:
    """A published edition with a public and a non-public power, internal remarks on both."""
    with acting(by=None, now=NOW):
        special = PowerCategory(code="special", name="专用类别")
        special.save()
    public = scenarios.complete(cast, "临时救助", code="PUB-001")
    point = RiskPoint.objects.get(power=public)
    remarks = {"manifestation": "内部表现形式", "precedent": "内部案例", "indicator": "内部指标"}
    riskpoints.edit(point=point, by=cast.clerk, now=NOW, values=remarks)
    controls.edit_measure(
        measure=point.measures.get(), by=cast.clerk, now=NOW, values={"title": "公开的措施"}
    )
    hidden = scenarios.complete(cast, HIDDEN_NAME, code="HID-001", **{**HIDDEN, "category": special})
    for power in (public, hidden):
        dossiers.submit(power=power, by=cast.clerk, now=NOW)
        dossiers.agree(power=power, by=cast.head, now=NOW, chart_verified=True)
        dossiers.agree(power=power, by=cast.officer, now=NOW)
    scenarios.edition(cast, "published")
    return cast


def outside(path: str, **query: str) -> str:
    response = Client().get(path, query)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    page = body.decode("utf-8", "replace") + json.dumps(dict(response.headers), ensure_ascii=False)
    return without_tokens(page)


def test_the_hidden_power_is_really_in_the_edition(world: Cast) -> None:
    assert set(EditionEntry.objects.values_list("code", "is_public")) == {
        ("PUB-001", True),
        ("HID-001", False),
    }


def test_no_page_outside_tells_of_it(world: Cast) -> None:
    code = world.institution.code
    pages = [
        outside(reverse("portal:home")),
        outside(reverse("portal:home"), q="核查"),
        outside(reverse("portal:home"), category="专用类别 "),
        outside(reverse("portal:grades", args=[code])),
        outside(reverse("portal:power", args=[code, "PUB-001"])),
        outside(reverse("portal:chart", args=[code, "PUB-001"])),
    ]
    for page in pages:
        for secret in SECRETS:
            assert secret not in page.replace('value="专用类别 "', "")
    assert "共 1 项" in pages[0]
    assert "公开的措施" in pages[4]


@pytest.mark.parametrize("layout", ["flow", "lanes", "risk"])
def test_no_layout_outside_tells_of_risks(world: Cast, layout: str) -> None:
    for name in ("portal:power", "portal:chart"):
        page = outside(reverse(name, args=[world.institution.code, "PUB-001"]), layout=layout)
        assert "临时救助" in page
        assert [secret for secret in (*SECRETS, *RISK) if secret in page] == [], name


SHEETS = ("portal:poster", "portal:board", "portal:unit_poster", "portal:unit_board")
UNITS = {"portal:unit_poster", "portal:unit_board", "portal:unit_slides"}
RISK = ("优亲厚友", "R1", "为亲属放宽条件", "复核不符率")


def test_nothing_of_it_hangs_on_a_wall(world: Cast) -> None:
    """Neither the hidden power nor the inside of the public one, and no measure even when measures are public."""
    code = world.institution.code
    for name in SHEETS:
        last = "S1" if name in UNITS else "PUB-001"
        words = printed.text(Client().get(reverse(name, args=[code, last])).content)
        assert "临时救助" in words
        assert [secret for secret in (*SECRETS, *RISK, "公开的措施") if secret in words] == [], name
    for name in ("portal:slides", "portal:unit_slides", "portal:embed"):
        page = outside(reverse(name, args=[code, "S1" if name in UNITS else "PUB-001"]))
        assert "临时救助" in page
        assert [secret for secret in (*SECRETS, *RISK, "公开的措施") if secret in page] == [], name


def test_the_map_tells_nothing_of_it(world: Cast) -> None:
    code = world.institution.code
    inside = (*SECRETS, *RISK, "公开的措施", "2 项职权")
    page = outside(reverse("portal:map", args=[code]))
    drawing = outside(reverse("portal:map_file", args=[code]), format="svg")
    for text in (page, drawing, page.replace("\u00a0", " ").replace("&#160;", " ")):
        assert "临时救助" in text
        assert [secret for secret in inside if secret in text] == []
    words = printed.text(Client().get(reverse("portal:map_file", args=[code]), {"format": "pdf"}).content)
    assert "临时救助" in words
    assert [secret for secret in inside if secret in words] == []


def without_address(response) -> str:
    """The page without its tokens, and without the address asked for."""
    page = without_tokens(response.content.decode())
    return page.replace("HID-001", "").replace("NONE-999", "")


def test_asking_for_it_answers_like_asking_for_nothing(world: Cast) -> None:
    code = world.institution.code
    names = ("power", "chart", "poster", "board", "slides", "embed")
    for name in (f"portal:{name}" for name in names):
        hidden = Client().get(reverse(name, args=[code, "HID-001"]))
        nothing = Client().get(reverse(name, args=[code, "NONE-999"]))
        assert hidden.status_code == nothing.status_code == 404
        assert without_address(hidden) == without_address(nothing)


def test_the_public_book_tells_nothing_of_it(world: Cast, django_capture_on_commit_callbacks) -> None:
    from registers import documents

    edition = Edition.objects.get()
    text = "".join(
        page.extract_text()
        for page in pypdf.PdfReader(io.BytesIO(documents.content_of(edition, "public_pdf"))).pages
    )
    assert "临时救助" in text.replace("\n", "")
    for secret in SECRETS:
        assert secret not in text.replace("\n", "")
    inside = documents.content_of(edition, "internal_pdf")
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(inside)).pages).replace(
        "\n", ""
    )
    assert HIDDEN_NAME in text
    assert "内部表现形式" in text


def test_what_is_not_published_to_everybody_is_not_outside(cast: Cast) -> None:
    scenarios.confirmed(cast, "临时救助", code="PUB-001")
    edition = scenarios.edition(cast, "filed")
    assert "临时救助" not in outside(reverse("portal:home"))
    for name in SHEETS:
        last = "S1" if name in UNITS else "PUB-001"
        assert Client().get(reverse(name, args=[cast.institution.code, last])).status_code == 404
    from registers import actions

    values = {**scenarios.PUBLICATION, "scope": "internal"}
    actions.publish(edition=edition, by=cast.officer, now=NOW, values=values)
    assert "临时救助" not in outside(reverse("portal:home"))
    assert Client().get(reverse("portal:grades", args=[cast.institution.code])).status_code == 404


def test_a_clerk_of_another_unit_sees_nothing_of_it_inside(world: Cast) -> None:
    client = Client()
    client.force_login(world.colleague)
    for name in ("powers:list", "riskpoints:list", "controls:list", "registers:list"):
        page = client.get(reverse(name)).content.decode()
        assert HIDDEN_NAME not in page
        assert "内部表现形式" not in page
    assert Unit.objects.reached_by(world.colleague, "view_dossier").count() == 1


def test_generated_documents_are_not_outside(world: Cast) -> None:
    for document in GeneratedDocument.objects.all():
        response = Client().get(reverse("registers:document", args=[document.pk]))
        assert response.status_code == 302
        assert response.headers["Location"].startswith(reverse("accounts:login"))
