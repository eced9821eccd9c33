"""The public pages: found without signing in, one query for the content, equal words beside the drawing."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests import scenarios
from tests.scenarios import Cast


def published(cast: Cast, *names: str) -> None:
    for number, name in enumerate(names):
        scenarios.confirmed(cast, name, code=f"P-{number}")
    scenarios.edition(cast, "published")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_the_same_queries_at_any_length(
    cast: Cast, rows: int, django_assert_num_queries
) -> None:
    published(cast, *[f"救助{number}" for number in range(rows)])
    with django_assert_num_queries(4):
        page = Client().get(reverse("portal:home")).content.decode()
    assert page.count("救助") >= rows


def test_a_power_page_takes_few_queries_and_shows_the_steps_twice(
    cast: Cast, django_assert_num_queries
) -> None:
    published(cast, "临时救助")
    url = reverse("portal:power", args=["OURS", "P-0"])
    with django_assert_num_queries(2):
        page = Client().get(url).content.decode()
    assert "<svg" in page
    table = page[page.index('id="steps"') :]
    for words in ("受理", "5个工作日", "陈述申辩", "符合：5. 发放", "示例法", "0000-7654321"):
        assert words in table


def test_filters_and_search_narrow_the_list(cast: Cast) -> None:
    published(cast, "临时救助", "高龄津贴")
    home = reverse("portal:home")
    assert "高龄津贴" not in Client().get(home, {"q": "临时"}).content.decode()
    assert "没有符合条件" in Client().get(home, {"q": "没有的"}).content.decode()
    assert "临时救助" in Client().get(home, {"grade": "B", "unit": "民政所"}).content.decode()
    assert "没有符合条件" in Client().get(home, {"grade": "A"}).content.decode()
    assert Client().get(home, {"page": "x"}).status_code == 200


def test_an_empty_portal_says_so(db: None) -> None:
    assert "还没有公开的职权" in Client().get(reverse("portal:home")).content.decode()


def test_the_chart_downloads_as_svg_without_risk(cast: Cast) -> None:
    published(cast, "临时救助")
    response = Client().get(reverse("portal:chart", args=["OURS", "P-0"]))
    assert response["Content-Type"] == "image/svg+xml"
    assert "attachment" in response["Content-Disposition"]
    assert "R1" not in response.content.decode()


def test_a_newer_edition_takes_the_place_of_the_older(cast: Cast) -> None:
    published(cast, "临时救助")
    scenarios.confirmed(cast, "新增津贴", code="P-9", entry_reason="新颁条例")
    scenarios.edition(cast, "published")
    page = Client().get(reverse("portal:home")).content.decode()
    assert "新增津贴" in page
    assert Client().get(reverse("portal:grades", args=["OURS"])).content.decode().count("2026-2") >= 1


def test_without_the_drawing_program_the_public_still_reads_every_step(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(cast, "临时救助")
    cache.clear()
    monkeypatch.setenv("PATH", str(tmp_path))
    page = Client().get(reverse("portal:power", args=["OURS", "P-0"]))
    assert page.status_code == 200
    text = page.content.decode()
    assert "<svg" not in text.split("<main")[1].split('id="steps"')[0].split("alert-body")[1]
    assert "流程图暂时不能显示，下面的表逐环节列出同样的内容。" in text
    assert "陈述申辩" in text[text.index('id="steps"') :]
    assert "graphviz" not in text.lower()
    assert Client().get(reverse("portal:chart", args=["OURS", "P-0"])).status_code == 503
