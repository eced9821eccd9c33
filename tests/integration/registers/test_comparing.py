"""The change statement of a large register is made outside the request, and shown by itself when it is there."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.urls import reverse
from django_tasks import default_task_backend
from django_tasks.backends.dummy import DummyBackend

from dossiers import actions as dossiers
from powers import actions as powers
from registers import changes, tasks
from registers.models import Edition
from tests import scenarios
from tests.scenarios import NOW

WAITING = "正在与上一册比较"


@pytest.fixture
def reviewing(cast: Any, monkeypatch: Any) -> Edition:
    """An edition at *review* that changes one power of the edition before; nobody waits for a comparison."""
    power = scenarios.confirmed(cast)
    scenarios.edition(cast, "published", year=2025)
    dossiers.reopen(power=power, by=cast.clerk, now=NOW, reason="年度复核")
    powers.edit(power=power, by=cast.clerk, now=NOW, values={"duties": "新职责"})
    dossiers.submit(power=scenarios.read(power), by=cast.clerk, now=NOW)
    dossiers.agree(power=scenarios.read(power), by=cast.head, now=NOW, chart_verified=True)
    dossiers.agree(power=scenarios.read(power), by=cast.officer, now=NOW)
    monkeypatch.setattr(changes, "AT_ONCE", 0)
    return scenarios.edition(cast, "review")


@pytest.fixture
def queue(settings: Any) -> DummyBackend:
    """A queue that nobody works off; what lies in it can be counted."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    default_task_backend.clear()
    return default_task_backend


@pytest.mark.parametrize("page", ["compare", "approve"])
def test_the_page_waits_asks_once_and_comes_back_by_itself(
    reviewing: Edition, client_of: Any, cast: Any, queue: Any, page: str
) -> None:
    client, address = client_of("officer"), reverse(f"registers:{page}", args=[reviewing.pk])
    first = client.get(address)
    assert (first.status_code, WAITING in first.content.decode()) == (202, True)
    assert f'hx-get="{address}"' in first.content.decode()
    assert client.get(address, headers={"HX-Request": "true"}).status_code == 204
    assert [result.args for result in queue.results] == [[reviewing.pk, cast.officer.pk, "zh-hans"]]
    assert tasks.make_statement.call(reviewing.pk, cast.officer.pk, "zh-hans") == 1
    again = client.get(address, headers={"HX-Request": "true"})
    assert (again.status_code, again["HX-Refresh"]) == (200, "true")
    shown = client.get(address)
    assert (shown.status_code, WAITING in shown.content.decode()) == (200, False)
    assert len(queue.results) == 1


def test_every_account_and_every_change_is_compared_anew(
    reviewing: Edition, client_of: Any, cast: Any, queue: Any
) -> None:
    address = reverse("registers:compare", args=[reviewing.pk])
    tasks.make_statement.call(reviewing.pk, cast.officer.pk, "zh-hans")
    assert client_of("officer").get(address).status_code == 200
    assert client_of("colleague").get(address).status_code == 202
    scenarios.draft(cast, "新项目")
    assert client_of("officer").get(address).status_code == 202
    assert len(queue.results) == 2


def test_what_was_typed_is_not_lost_to_the_waiting_page(
    reviewing: Edition, client_of: Any, queue: Any
) -> None:
    answer = client_of("leader").post(
        reverse("registers:approve", args=[reviewing.pk]), {"meeting": "党委会第3次", "document_no": ""}
    )
    assert (answer.status_code, "党委会第3次" in answer.content.decode()) == (422, True)
    assert queue.results == []


def test_a_first_register_is_compared_with_nothing(cast: Any, client_of: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(changes, "AT_ONCE", 0)
    scenarios.confirmed(cast)
    edition = scenarios.edition(cast, "review")
    answer = client_of("officer").get(reverse("registers:compare", args=[edition.pk]))
    assert (answer.status_code, answer.context["total"], answer.context["before"]) == (200, 0, None)
    cache.clear()
