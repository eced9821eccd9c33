"""Slides for a screen and the chart for other sites."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from django.urls import reverse

from tests import scenarios
from tests.scenarios import Cast
from tests.tokens import without_tokens


@pytest.fixture
def published(cast: Cast) -> Cast:
    scenarios.confirmed(cast, "临时救助", code="P-0")
    scenarios.confirmed(cast, "高龄津贴", code="P-1")
    scenarios.edition(cast, "published")
    return cast


def test_slides_show_every_power_of_a_unit_and_one_power_alone(published: Cast) -> None:
    page = without_tokens(Client().get(reverse("portal:unit_slides", args=["OURS", "S1"])).content.decode())
    assert 'data-every="15"' in page
    assert re.findall(r'<section class="slide" aria-label="([^"]+)"', page) == ["临时救助", "高龄津贴"]
    for words in ("陈述申辩", "20个工作日", "0000-7654321", "一次告知"):
        assert words in page
    for inside in ("R1", "优亲厚友", "两人核查"):
        assert inside not in page
    alone = Client().get(reverse("portal:slides", args=["OURS", "P-1"])).content.decode()
    assert "临时救助" not in alone


@pytest.mark.parametrize(
    ("asked", "every"), [("3", 3), ("0", 1), ("99999", 600), ("x", 15), ("²", 15), ("", 15)]
)
def test_the_address_says_how_long_a_slide_stays(published: Cast, asked: str, every: int) -> None:
    page = Client().get(reverse("portal:slides", args=["OURS", "P-0"]), {"every": asked}).content.decode()
    assert f'data-every="{every}"' in page


def test_slides_need_no_style_or_script_of_their_own(published: Cast) -> None:
    response = Client().get(reverse("portal:slides", args=["OURS", "P-0"]))
    page = response.content.decode()
    assert "style=" not in page and "<style" not in page
    assert all(
        tag.endswith("></script>") and " src=" in tag for tag in re.findall(r"<script.*?</script>", page)
    )
    assert "unsafe" not in response["Content-Security-Policy"]


def test_the_letters_on_a_slide_are_at_least_one_rem(published: Cast) -> None:
    page = Client().get(reverse("portal:slides", args=["OURS", "P-0"])).content.decode()
    drawings = re.findall(r'<svg[^>]*class="drawing".*?</svg>', page, re.DOTALL)
    assert drawings
    for drawing in drawings:
        width = float(re.search(r'width="([0-9.]+)em"', drawing).group(1))
        across = float(re.search(r'viewBox="[-0-9.]+ [-0-9.]+ ([0-9.]+)', drawing).group(1))
        smallest = min(map(float, re.findall(r'font-size="([0-9.]+)"', drawing)))
        assert smallest * width / across >= 0.995


def embed(**headers: str):
    return Client(headers=headers).get(reverse("portal:embed", args=["OURS", "P-0"]))


def test_the_embedded_chart_is_an_svg_whose_links_leave_the_frame(published: Cast) -> None:
    response = embed()
    assert response["Content-Type"] == "image/svg+xml"
    assert "Content-Disposition" not in response
    root = ET.fromstring(response.content)
    links = list(root.iter("{http://www.w3.org/2000/svg}a"))
    assert links
    for link in links:
        assert link.get("target") == "_top"
        assert link.get("{http://www.w3.org/1999/xlink}href").startswith(
            "http://testserver/public/OURS/P-0/#row-"
        )
    assert "R1" not in response.content.decode()


def test_other_sites_may_show_it_and_keep_it_for_a_while(published: Cast) -> None:
    response = embed()
    assert response["Cache-Control"] == "public, max-age=3600"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "X-Frame-Options" not in response
    policy = response["Content-Security-Policy"]
    assert "frame-ancestors *" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    again = embed(if_none_match=response["ETag"])
    assert again.status_code == 304


def test_a_newer_edition_has_another_mark(published: Cast) -> None:
    before = embed()["ETag"]
    scenarios.confirmed(published, "新增津贴", code="P-9", entry_reason="新颁条例")
    scenarios.edition(published, "published")
    assert embed()["ETag"] != before
    assert embed(if_none_match=before).status_code == 200


def test_the_public_page_offers_it_all(published: Cast) -> None:
    page = Client().get(reverse("portal:power", args=["OURS", "P-0"])).content.decode()
    panel = page[page.index('id="hang"') :]
    for name in ("poster", "board", "slides"):
        assert reverse(f"portal:{name}", args=["OURS", "P-0"]) in panel
    assert "?size=A1" in panel
    assert "&lt;img src=&quot;http://testserver/public/OURS/P-0/embed.svg&quot;" in panel
    assert 'data-copy="embed-code"' in panel


def test_the_dossier_leads_its_staff_to_it(published: Cast) -> None:
    from powers.models import Power

    client = Client()
    client.force_login(published.clerk)
    shown = f"{reverse('portal:power', args=['OURS', 'P-0'])}#hang"
    power = Power.objects.get(code="P-0")
    assert shown in client.get(reverse("powers:detail", args=[power.pk])).content.decode()
    inside = scenarios.draft(published, "未公开", code="P-5")
    page = client.get(reverse("powers:detail", args=[inside.pk])).content.decode()
    assert "#hang" not in page


def test_units_are_offered_on_the_portal_and_to_those_who_keep_the_register(published: Cast) -> None:
    address = reverse("portal:unit_poster", args=["OURS", "S1"])
    assert address in Client().get(reverse("portal:grades", args=["OURS"])).content.decode()
    from registers.models import Edition

    edition = reverse("registers:detail", args=[Edition.objects.get().pk])
    for who, offered in (("officer", True), ("registrar", True), ("clerk", False)):
        client = Client()
        client.force_login(getattr(published, who))
        assert (address in client.get(edition).content.decode()) is offered, who
