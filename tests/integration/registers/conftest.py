"""Clients signed in as people of the cast."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


@pytest.fixture
def client_of(cast: Any) -> Callable[[str], Client]:
    """Return a function: name of a person → a client signed in as that person."""

    def sign_in(name: str) -> Client:
        client = Client()
        client.force_login(getattr(cast, name))
        return client

    return sign_in


@pytest.fixture
def cost_of() -> Callable[[Client, str], int]:
    """Return a function: client, address → how many queries read for the page, the session's aside."""

    def count(client: Client, address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        reads = [query["sql"] for query in queries if query["sql"].startswith(("SELECT", "DECLARE"))]
        return sum("django_session" not in sql for sql in reads)

    return count
