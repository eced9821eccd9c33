"""The list of powers and its export."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.urls import reverse

from powers.models import PowerCategory
from riskreg.guarded import acting
from tests import scenarios

URL = "/powers/"


def names(response: Any) -> list[str]:
    return [power.name for power in response.context["page"]]


def rows(response: Any) -> list[dict[str, str]]:
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_anonymous_visitor_is_sent_to_sign_in(client: Any, cast: Any) -> None:
    assert client.get(URL).status_code == 302


def test_clerk_sees_the_powers_of_the_unit_and_the_stranger_none(cast: Any, client_of: Any) -> None:
    scenarios.draft(cast, "临时救助")
    assert names(client_of("clerk").get(URL)) == ["临时救助"]
    assert names(client_of("officer").get(URL)) == ["临时救助"]
    assert names(client_of("stranger").get(URL)) == []
    assert names(client_of("colleague").get(URL)) == []


def test_stranger_cannot_filter_or_export_what_is_not_theirs(cast: Any, client_of: Any) -> None:
    scenarios.draft(cast, "临时救助", **scenarios.HIDDEN)
    stranger = client_of("stranger")
    response = stranger.get(URL, {"q": "临时", "unit": cast.unit.pk})
    assert names(response) == []
    assert "民政所" not in response.content.decode()
    assert rows(stranger.get(reverse("powers:export", args=["csv"]))) == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "救助"}, ["临时救助"]),
        ({"q": "民政"}, ["临时救助", "内部考核"]),
        ({"q": "无此"}, []),
        ({"public": "no"}, ["内部考核"]),
        ({"public": "yes"}, ["临时救助"]),
        ({"grade": "B"}, ["临时救助"]),
        ({"grade": "none"}, ["内部考核"]),
        ({"grade": "A"}, []),
        ({"state": "draft"}, ["临时救助", "内部考核"]),
        ({"state": "submitted"}, []),
        ({"grade": "Z", "unit": "x", "category": "-1", "page": "99"}, ["临时救助", "内部考核"]),
    ],
)
def test_filters_in_the_url_narrow_the_list(cast: Any, client_of: Any, query: Any, found: Any) -> None:
    scenarios.complete(cast, "临时救助")
    scenarios.draft(cast, "内部考核", **scenarios.HIDDEN)
    assert names(client_of("clerk").get(URL, query)) == found


def test_unit_filter_takes_in_what_is_below(cast: Any, client_of: Any) -> None:
    scenarios.draft(cast, "临时救助")
    officer = client_of("officer")
    assert names(officer.get(URL, {"unit": cast.root.pk})) == ["临时救助"]
    assert names(officer.get(URL, {"unit": cast.unit.pk})) == ["临时救助"]
    assert names(officer.get(URL, {"unit": cast.other_unit.pk})) == []


def test_list_shows_grade_letter_and_publicity_in_words(cast: Any, client_of: Any) -> None:
    scenarios.complete(cast, "临时救助", **scenarios.HIDDEN)
    html = client_of("clerk").get(URL).content.decode()
    assert '<span class="grade-letter">B</span>' in html
    assert "不公开</span>" in html


def test_export_follows_the_filter_and_neutralises_formulas(cast: Any, client_of: Any) -> None:
    scenarios.complete(cast, "=HYPERLINK(1)", duties="@SUM(A1)\n第二行")
    scenarios.draft(cast, "内部考核")
    response = client_of("clerk").get(reverse("powers:export", args=["csv"]), {"grade": "B"})
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    [row] = rows(response)
    assert row["职权名称"] == "'=HYPERLINK(1)"
    assert row["行使职责"] == "'@SUM(A1)\n第二行"
    assert row["行使依据"] == "示例法 主席令第1号 第三条"
    assert row["办理时限"] == "20个工作日"
    assert row["风险等级"] == "B"


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_the_database_equally_often_for_one_and_three_rows(
    cast: Any, client_of: Any, django_assert_num_queries: Any, count: int
) -> None:
    for number in range(count):
        scenarios.complete(cast, f"职权{number}")
    clerk = client_of("clerk")
    with django_assert_num_queries(10):
        assert len(names(clerk.get(URL))) == count


@pytest.mark.parametrize("count", [1, 3])
def test_export_asks_the_database_equally_often(
    cast: Any, client_of: Any, django_assert_num_queries: Any, count: int
) -> None:
    for number in range(count):
        scenarios.complete(cast, f"职权{number}")
    clerk = client_of("clerk")
    with django_assert_num_queries(9):
        assert len(rows(clerk.get(reverse("powers:export", args=["csv"])))) == count


class TestCategories:
    url = "/powers/categories/"

    def test_only_the_system_administrator_keeps_the_table(self, cast: Any, client_of: Any) -> None:
        assert client_of("sysadmin").get(self.url).status_code == 200
        for name in ("clerk", "officer", "secadmin", "stranger"):
            assert client_of(name).get(self.url).status_code == 403
            assert client_of(name).post(f"{self.url}new/", {"name": "x", "code": "x"}).status_code == 403
        assert PowerCategory.objects.count() == 1

    def test_adding_and_changing(self, cast: Any, client_of: Any) -> None:
        client = client_of("sysadmin")
        values = {"name": "行政检查", "code": "inspection", "external_code": "JC", "position": "3"}
        assert client.post(f"{self.url}new/", values).status_code == 302
        row = PowerCategory.objects.get(code="inspection")
        assert client.post(f"{self.url}{row.pk}/", {**values, "historical": "on"}).status_code == 302
        row.refresh_from_db()
        assert row.historical is True

    def test_errors_keep_what_was_typed(self, cast: Any, client_of: Any) -> None:
        values = {"name": "行政给付", "code": "payment", "position": "x"}
        response = client_of("sysadmin").post(f"{self.url}new/", values)
        assert response.status_code == 422
        values["position"] = "1"
        response = client_of("sysadmin").post(f"{self.url}new/", values)
        assert response.status_code == 422
        assert set(response.context["form"].errors) == {"name", "code"}
        assert 'value="行政给付"' in response.content.decode()


def test_historical_category_is_offered_only_where_it_was_chosen(cast: Any, client_of: Any) -> None:
    power = scenarios.draft(cast)
    with acting(by=None, now=scenarios.NOW):
        cast.category.historical = True
        cast.category.save()
    clerk = client_of("clerk")
    new = clerk.get(reverse("powers:create")).context["form"].fields["category"].queryset
    assert list(new) == []
    same = clerk.get(reverse("powers:edit", args=[power.pk])).context["form"].fields["category"].queryset
    assert list(same) == [cast.category]


def test_categories_read_in_the_readers_language(cast: Any, client_of: Any) -> None:
    with acting(by=None, now=scenarios.NOW):
        cast.category.name_en = "Administrative payment"
        cast.category.save()
    power = scenarios.draft(cast, "临时救助")
    pages = (URL, reverse("powers:detail", args=[power.pk]), reverse("powers:edit", args=[power.pk]))
    for language, shown, other in (
        ("en", "Administrative payment", "行政给付"),
        ("zh-hans", "行政给付", "Administrative payment"),
    ):
        client = client_of("clerk")
        client.cookies["django_language"] = language
        for page in pages:
            text = client.get(page).content.decode()
            assert (page, shown in text, other in text) == (page, True, False)
