"""The log of the audit administrator: who reads it, filters, pages, export, verification."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from audit import paging
from audit.models import AuditEvent, ChainHead
from audit.recording import record
from organisation import actions
from riskreg.guarded import acting
from tests.scenarios import NOW, Cast
from tests.tampering import drop_triggers, run

Clients = Callable[[str], Client]
URL = "/audit/"


def add(
    cast: Cast, count: int = 1, *, by: Any = None, event: str = "unit.edited", at: datetime = NOW, **told: Any
) -> None:
    for number in range(count):
        with acting(by=by or cast.sysadmin, now=at + timedelta(seconds=number)):
            record(event, subject=cast.unit, **{"institution": "OURS", **told})


def seqs(response: Any) -> list[int]:
    return [event.seq for event in response.context["page"]]


def lines(response: Any) -> list[dict[str, str]]:
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize(
    ("name", "args"), [("list", []), ("export", ["csv"]), ("export", ["xlsx"]), ("verify", [])]
)
def test_only_the_audit_administrator_gets_in(
    cast: Cast, client_of: Clients, name: str, args: list[str]
) -> None:
    url, method = reverse(f"audit:{name}", args=args), "post" if name == "verify" else "get"
    response = getattr(Client(), method)(url)
    assert (response.status_code, response["Location"]) == (302, f"/accounts/login/?next={url}")
    for person in cast.people():
        if person != "auditor":
            response = getattr(client_of(person), method)(url)
            assert response.status_code == 403, person
            assert "审计日志只由审计管理员查看。" in response.content.decode(), person
    assert not AuditEvent.objects.exists()
    response = getattr(client_of("auditor"), method)(url)
    assert (response.status_code, bool(b"".join(response))) == (200, True)


def test_the_newest_event_comes_first(cast: Cast, client_of: Clients) -> None:
    add(cast, 3)
    assert seqs(client_of("auditor").get(URL)) == [3, 2, 1]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, [4, 3, 2, 1]),
        ({"event": "unit.added"}, [3]),
        ({"actor": "secadmin"}, [2]),
        ({"institution": "THEIRS"}, [4]),
        ({"q": "撤并"}, [1]),
        ({"q": "民政"}, [4, 3, 2, 1]),
        ({"first": "2026-03-04"}, [4, 3]),
        ({"last": "2026-03-04"}, [3, 2, 1]),
        ({"first": "2026-03-03", "last": "2026-03-03"}, [2]),
        ({"event": "unit.added", "actor": "secadmin"}, []),
        ({"event": "nonsense", "first": "yesterday", "page": "99"}, [4, 3, 2, 1]),
    ],
)
def test_filters_in_the_url_narrow_the_log(cast: Cast, client_of: Clients, query: Any, found: Any) -> None:
    add(cast, at=NOW, reason="撤并科室")
    add(cast, at=NOW + timedelta(days=1), by=cast.secadmin)
    add(cast, at=NOW + timedelta(days=2), event="unit.added")
    add(cast, at=NOW + timedelta(days=3), institution="THEIRS")
    auditor = client_of("auditor")
    assert seqs(auditor.get(URL, query)) == found
    exported = lines(auditor.get(reverse("audit:export", args=["csv"]), query))
    assert [int(line["序号"]) for line in exported] == found


def test_a_day_begins_and_ends_at_midnight_of_local_time(cast: Cast, client_of: Clients) -> None:
    add(cast, at=datetime.fromisoformat("2026-03-04T00:00:00+08:00"))
    add(cast, at=datetime.fromisoformat("2026-03-04T23:59:59+08:00"))
    day = {"first": "2026-03-04", "last": "2026-03-04"}
    assert seqs(client_of("auditor").get(URL, day)) == [2, 1]


def test_events_are_told_in_words_with_old_and_new(cast: Cast, client_of: Clients) -> None:
    actions.edit_post(post=cast.head_post, by=cast.sysadmin, now=NOW, values={"level": "deputy"})
    html = client_of("auditor").get(URL).content.decode()
    assert '<th scope="row" class="nowrap">修改岗位</th>' in html
    assert '<span class="muted">层级</span> 科室负责人 → 副职领导' in html


def test_the_log_is_paged_and_counts_no_further_than_its_limit(
    cast: Cast, client_of: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(cast, 5)
    monkeypatch.setattr("audit.views.PAGE_SIZE", 2)
    auditor = client_of("auditor")
    assert seqs(auditor.get(URL, {"page": 2})) == [3, 2]
    assert seqs(auditor.get(URL, {"page": "last"})) == [5, 4]
    monkeypatch.setattr(paging, "LIMIT", 4)
    response = auditor.get(URL, {"page": 9})
    assert (seqs(response), response.context["total"]) == ([3, 2], 4)
    assert "这里只列出最新的一万条" in response.content.decode()
    assert len(lines(auditor.get(reverse("audit:export", args=["csv"])))) == 5


def test_the_export_tells_what_the_page_tells_and_neutralises_formulas(
    cast: Cast, client_of: Clients
) -> None:
    add(cast, reason="=HYPERLINK(1)", details={"name": ["旧", "新"]})
    [line] = lines(client_of("auditor").get(reverse("audit:export", args=["csv"])))
    event = AuditEvent.objects.get()
    assert line == {
        "序号": "1",
        "时间": "2026-03-02T09:00:00+08:00",
        "事件": "修改科室",
        "操作人": "sysadmin甲",
        "来源地址": "",
        "单位": "OURS",
        "对象": "民政所",
        "理由": "'=HYPERLINK(1)",
        "详情": "科室名称：旧 → 新",
        "校验值": event.hash,
    }


@pytest.mark.parametrize("count", [1, 3])
def test_the_log_takes_the_same_queries_at_one_and_three(
    cast: Cast, client_of: Clients, django_assert_num_queries: Any, count: int
) -> None:
    add(cast, count, details={"name": ["旧", "新"]})
    auditor = client_of("auditor")
    auditor.get(URL)
    with django_assert_num_queries(4):
        assert len(seqs(auditor.get(URL))) == count


def test_verification_tells_how_many_events_hold_and_is_recorded(cast: Cast, client_of: Clients) -> None:
    add(cast, 3)
    auditor = client_of("auditor")
    response = auditor.post(reverse("audit:verify"), REMOTE_ADDR="10.1.2.3")
    assert "3 条事件首尾相接，定稿的登记册与审定时一致。" in response.content.decode()
    event = AuditEvent.objects.get(seq=4)
    assert (event.event, event.actor_name, event.address, event.details["events"]) == (
        "audit.verified",
        "auditor甲",
        "10.1.2.3",
        3,
    )
    response = auditor.post(reverse("audit:verify"))
    assert "4 条事件首尾相接" in response.content.decode()


def test_verification_names_the_damaged_row_and_is_recorded_too(cast: Cast, client_of: Clients) -> None:
    add(cast, 3)
    drop_triggers()
    run("UPDATE audit_auditevent SET reason = 'x' WHERE seq = 2")
    html = client_of("auditor").post(reverse("audit:verify")).content.decode()
    assert "第 2 号事件处校验不符（它的内容被改动过）。之前的 1 条事件完好。" in html
    event = AuditEvent.objects.get(seq=4)
    assert (event.event, event.details["damage"]) == ("audit.verified", 2)


def test_verification_answers_even_when_the_end_of_the_chain_is_gone(cast: Cast, client_of: Clients) -> None:
    add(cast, 3)
    ChainHead.objects.all().delete()
    html = client_of("auditor").post(reverse("audit:verify")).content.decode()
    assert "第 4 号事件处校验不符（末尾缺少事件）。之前的 3 条事件完好。" in html
    assert AuditEvent.objects.count() == 3


def test_looking_at_the_log_changes_nothing(cast: Cast, client_of: Clients) -> None:
    add(cast, 2)
    assert client_of("auditor").get(reverse("audit:verify")).status_code == 405
    assert AuditEvent.objects.count() == 2


@pytest.mark.parametrize("days", [{"first": "0001-01-01"}, {"last": "9999-12-31"}])
def test_days_that_cannot_be_meant_are_left_out_and_said(
    cast: Cast, client_of: Clients, days: dict[str, str]
) -> None:
    add(cast)
    page = client_of("auditor").get(URL, days)
    assert (page.status_code, seqs(page)) == (200, [1])
    assert "请核对年份" in page.content.decode()
    assert len(lines(client_of("auditor").get("/audit/export.csv", days))) == 1
