"""What the screens of the dossiers room are tested with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

Get = Callable[..., HttpResponse]


@pytest.fixture
def get(client: Client) -> Get:
    """Read a page of the room as somebody."""

    def read(user: Any, name: str, *args: Any, **query: Any) -> HttpResponse:
        client.force_login(user)
        return client.get(reverse(f"powers:{name}", args=args), query)

    return read


@pytest.fixture
def post(client: Client) -> Get:
    """Send a form of the room as somebody."""

    def send(user: Any, name: str, *args: Any, **data: Any) -> HttpResponse:
        client.force_login(user)
        return client.post(reverse(f"powers:{name}", args=args), data)

    return send
