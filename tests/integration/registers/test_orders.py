"""Files that take long: ordered once, made by the worker, fetched by who ordered and still may, deleted in time."""

from __future__ import annotations

import errno
import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pypdf
import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from powers import actions as powers
from powers.models import Power
from registers import orders, takeaways
from registers.models import FileOrder
from riskreg import access, background
from tests import printed, scenarios
from tests.scenarios import HIDDEN, NOW


@pytest.fixture(autouse=True)
def _nobody_waits(monkeypatch: Any) -> None:
    """However short a file is, it is ordered."""
    monkeypatch.setattr(takeaways, "PATIENCE", 0)


@pytest.fixture
def working_copy(cast: Any) -> str:
    """The address of a working copy that holds a public and a hidden power."""
    scenarios.complete(cast, "临时救助", code="PUB-001")
    scenarios.complete(cast, "线索核查", code="HID-001", **HIDDEN)
    return reverse("registers:working_copy", args=[cast.institution.pk, "json"])


@pytest.fixture
def ordered(django_capture_on_commit_callbacks: Any) -> Any:
    """Return a function: client, address → the order, after the worker saw to it."""

    def order(client: Client, address: str, method: str = "get") -> FileOrder:
        with django_capture_on_commit_callbacks(execute=True):
            answer = getattr(client, method)(address)
        assert answer.status_code == 302, answer.status_code
        assert FileOrder.objects.count() == 1
        row = FileOrder.objects.get()
        assert answer["Location"] == reverse("registers:order", args=[row.pk])
        return row

    return order


def page(client: Client, row: FileOrder, **headers: str) -> str:
    answer = client.get(reverse("registers:order", args=[row.pk]), headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def fetch(client: Client, row: FileOrder) -> Any:
    """Fetch the file as browsers do, to its end: the answer with its `body`."""
    answer = client.get(reverse("registers:order_fetch", args=[row.pk]))
    answer.body = b"".join(answer.streaming_content if answer.streaming else answer)
    return answer


def events(name: str) -> list[Any]:
    return [event.details for event in AuditEvent.objects.filter(event=name)]


def test_a_long_register_is_made_by_the_worker_and_fetched(
    working_copy: str, client_of: Any, ordered: Any
) -> None:
    client = client_of("registrar")
    row = ordered(client, working_copy)
    link = reverse("registers:order_fetch", args=[row.pk])
    assert (row.status, row.attempt, row.error) == ("done", 1, "")
    assert link in page(client, row)
    answer = fetch(client, row)
    assert [power["name"] for power in json.loads(answer.body)["powers"]] == ["线索核查", "临时救助"]
    assert "filename*=utf-8''" in answer["Content-Disposition"]
    assert answer["Content-Type"] == "application/json"
    [told] = events("register.exported")
    assert (told["file"], told["digest"]) == (row.name, row.digest)
    assert len(events("file.ordered")) == 1
    assert link in client.get(reverse("registers:orders")).content.decode()


@pytest.mark.parametrize("format", ["pdf", "xlsx", "json"])
def test_every_format_of_a_unit_is_the_same_as_at_once(
    cast: Any, client_of: Any, ordered: Any, format: str, monkeypatch: Any
) -> None:
    scenarios.complete(cast, code="PUB-001")
    client = client_of("clerk")
    row = ordered(client, reverse("registers:unit_export", args=[cast.unit.pk, format]))
    body = fetch(client, row).body
    assert row.name.endswith(f"民政所.{format}")
    assert len(body) == row.size
    if format == "pdf":
        assert len(pypdf.PdfReader(io.BytesIO(body)).pages) > 2


def test_papers_and_letters_are_ordered_too_and_noted_with_their_digests(
    cast: Any, client_of: Any, ordered: Any
) -> None:
    scenarios.confirmed(cast, code="PUB-001")
    edition = scenarios.edition(cast, "approved")
    client = client_of("officer")
    row = ordered(client, reverse("registers:letters_pdf", args=[edition.pk]))
    said = printed.text(fetch(client, row).body)
    [told] = events("paper.printed")
    assert len(told["digests"]) == 4
    assert [number in said for number in told["digests"]] == [True] * 4
    for name, arguments in (
        ("paper_docx", [edition.pk, "filing-report"]),
        ("letter_docx", [edition.pk, 1]),
        ("letter_pdf", [edition.pk, 1]),
        ("table_xlsx", [edition.pk, "grades"]),
        ("edition_export", [edition.pk, "xlsx"]),
    ):
        FileOrder.objects.all().delete()
        row = ordered(client, reverse(f"registers:{name}", args=arguments))
        assert (row.status, row.error) == ("done", ""), name


def test_ordered_twice_while_it_is_made_is_one_piece_of_work(
    working_copy: str, client_of: Any, django_capture_on_commit_callbacks: Any
) -> None:
    client = client_of("registrar")
    with django_capture_on_commit_callbacks() as first:
        client.get(working_copy)
    with django_capture_on_commit_callbacks() as second:
        client.get(working_copy)
        client.post(reverse("registers:order_again", args=[FileOrder.objects.get().pk]))
    row = FileOrder.objects.get()
    assert (len(first), len(second), row.attempt, row.status) == (1, 0, 1, "queued")
    assert "排队等待生成" in page(client, row)
    with background.at_work(orders.work_key(row.pk, 1)) as tell:
        FileOrder.objects.update(status="running")
        assert "正在排版" in page(client, row)
        tell(3, 9)
        cache.set(f"background:{orders.work_key(row.pk, 1)}", (3, 9))
        waiting = page(client, row, HX_Request="true")
        assert "已读 3 / 9 项职权" in waiting
        assert "<html" not in waiting
        with django_capture_on_commit_callbacks() as third:
            client.get(working_copy)
        assert third == []
    assert orders.make(row.pk, 7) == "superseded"


def test_asked_again_it_is_made_anew_only_if_something_changed(
    cast: Any, working_copy: str, client_of: Any, ordered: Any
) -> None:
    client = client_of("registrar")
    first = ordered(client, working_copy)
    fetch(client, first)
    assert ordered(client, working_copy).attempt == 1
    power = Power.objects.get(code="PUB-001")
    powers.edit(power=power, by=cast.clerk, now=NOW, values={"duties": "新职责"})
    second = ordered(client, working_copy)
    assert second.attempt == 2
    assert not orders.path_of(first).exists()
    assert "新职责" in fetch(client, second).body.decode()
    assert ordered(client, reverse("registers:order_again", args=[second.pk]), "post").attempt == 3


def test_only_who_ordered_it_sees_it(working_copy: str, client_of: Any, ordered: Any) -> None:
    row = ordered(client_of("registrar"), working_copy)
    for name in ("officer", "clerk", "stranger", "sysadmin"):
        client = client_of(name)
        for address in ("order", "order_fetch"):
            assert client.get(reverse(f"registers:{address}", args=[row.pk])).status_code == 404
        assert client.post(reverse("registers:order_again", args=[row.pk])).status_code == 404
        assert row.name not in client.get(reverse("registers:orders")).content.decode()
    assert events("register.exported") == []


def test_who_may_not_have_it_cannot_order_it(cast: Any, working_copy: str, client_of: Any) -> None:
    unit = reverse("registers:unit_export", args=[cast.unit.pk, "pdf"])
    assert client_of("clerk").get(working_copy).status_code == 403
    assert client_of("stranger").get(working_copy).status_code == 404
    assert client_of("colleague").get(unit).status_code == 404
    assert FileOrder.objects.count() == 0


def test_the_right_is_asked_for_again_when_it_is_made(
    cast: Any, working_copy: str, client_of: Any, django_capture_on_commit_callbacks: Any
) -> None:
    client = client_of("registrar")
    with django_capture_on_commit_callbacks() as work:
        client.get(working_copy)
    access.revoke(user=cast.registrar, role="register_administrator", unit=cast.root)
    for begin in work:
        begin()
    row = FileOrder.objects.get()
    assert (row.status, row.path, row.size) == ("failed", "", 0)
    assert "没有查看这些内容的权限" in page(client, row)
    assert list(Path(orders.settings.ORDERS_DIR).glob("*")) == []


def test_the_right_is_asked_for_again_when_it_is_fetched(
    cast: Any, working_copy: str, client_of: Any, ordered: Any
) -> None:
    client = client_of("registrar")
    row = ordered(client, working_copy)
    access.revoke(user=cast.registrar, role="register_administrator", unit=cast.root)
    assert fetch(client, row).status_code == 404
    access.grant(user=cast.registrar, role="clerk", unit=cast.unit)
    refused = fetch(client, row)
    assert refused.status_code == 403
    assert "整册导出由登记册管理员办理" in refused.content.decode()
    assert events("register.exported") == []


def test_a_unit_gives_nothing_of_other_units(cast: Any, client_of: Any, ordered: Any) -> None:
    scenarios.complete(cast, "线索核查", code="HID-001", **HIDDEN)
    values = {"name": "报销", "category": cast.category, "code": "P-3"}
    powers.create(by=cast.colleague, now=NOW, unit=cast.other_unit, values=values)
    client = client_of("colleague")
    row = ordered(client, reverse("registers:unit_export", args=[cast.other_unit.pk, "json"]))
    body = fetch(client, row).body.decode()
    assert [power["code"] for power in json.loads(body)["powers"]] == ["P-3"]
    assert "HID-001" not in body


def test_a_full_disk_leaves_nothing_and_says_so(
    working_copy: str, client_of: Any, ordered: Any, monkeypatch: Any
) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    client = client_of("registrar")
    with monkeypatch.context() as disk:
        disk.setattr("riskreg.whole_file.os.fsync", full)
        row = ordered(client, working_copy)
    assert row.status == "failed"
    assert "服务器磁盘已满" in page(client, row)
    assert list(Path(orders.settings.ORDERS_DIR).iterdir()) == []
    assert "再试一次" in page(client, row)
    assert fetch(client, row).status_code == 302
    [told] = events("file.failed")
    assert "No space left" in told["error"]
    assert ordered(client, reverse("registers:order_again", args=[row.pk]), "post").status == "done"
    assert fetch(client, row).status_code == 200


def test_what_nobody_foresaw_is_told_in_a_sentence_without_its_insides(
    working_copy: str, client_of: Any, ordered: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(takeaways.exporting, "write", lambda *_args, **_options: 1 / 0)
    client = client_of("registrar")
    row = ordered(client, working_copy)
    said = page(client, row)
    assert "生成时出了意外的错误" in said
    assert "ZeroDivision" not in said


def test_a_worker_that_was_killed_is_noticed_and_the_file_can_be_ordered_again(
    working_copy: str, client_of: Any, ordered: Any, django_capture_on_commit_callbacks: Any
) -> None:
    client = client_of("registrar")
    with django_capture_on_commit_callbacks():
        client.get(working_copy)
    FileOrder.objects.update(status="running")
    row = FileOrder.objects.get()
    assert "生成中断了" in page(client, row)
    assert "生成中断" in client.get(reverse("registers:orders")).content.decode()
    again = ordered(client, reverse("registers:order_again", args=[row.pk]), "post")
    assert (again.attempt, again.status) == (2, "done")


def test_an_attempt_that_was_overtaken_leaves_the_newer_file_alone(
    working_copy: str, client_of: Any, ordered: Any, monkeypatch: Any
) -> None:
    write = takeaways.exporting.write

    def overtaken(*args: Any, **options: Any) -> None:
        write(*args, **options)
        FileOrder.objects.update(attempt=5, status="queued")

    monkeypatch.setattr(takeaways.exporting, "write", overtaken)
    row = ordered(client_of("registrar"), working_copy)
    assert (row.attempt, row.status, row.path) == (5, "queued", "")
    assert list(Path(orders.settings.ORDERS_DIR).iterdir()) == []


def test_a_file_goes_when_its_time_is_over(working_copy: str, client_of: Any, ordered: Any) -> None:
    client = client_of("registrar")
    row = ordered(client, working_copy)
    part = Path(orders.settings.ORDERS_DIR) / ".part-killed"
    part.write_bytes(b"half")
    just_before = row.expires_at - timedelta(seconds=1)
    assert (row.expires_at - row.finished_at, orders.sweep(timezone.now())) == (timedelta(days=3), 0)
    assert part.exists()
    assert (orders.sweep(just_before), orders.path_of(row).exists(), part.exists()) == (0, True, False)
    FileOrder.objects.update(expires_at=timezone.now())
    assert fetch(client, row).status_code == 302
    assert "文件已过期" in page(client, row)
    assert (orders.sweep(timezone.now()), orders.sweep(timezone.now())) == (1, 0)
    assert not orders.path_of(row).exists()
    row.refresh_from_db()
    assert row.status == "expired"
    assert "已过期" in client.get(reverse("registers:orders")).content.decode()
    assert ordered(client, working_copy).status == "done"


def test_short_files_come_at_once(working_copy: str, client_of: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(takeaways, "PATIENCE", 3)
    answer = client_of("registrar").get(working_copy)
    assert len(json.loads(answer.content)["powers"]) == 2
    assert FileOrder.objects.count() == 0


def test_each_language_is_a_file_of_its_own(
    working_copy: str, client_of: Any, django_capture_on_commit_callbacks: Any
) -> None:
    client = client_of("registrar")
    for language in ("zh-hans", "en"):
        client.cookies["django_language"] = language
        with django_capture_on_commit_callbacks(execute=True):
            client.get(working_copy)
    assert FileOrder.objects.count() == 2
