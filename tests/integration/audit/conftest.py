"""Clients signed in as people of the cast."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client


@pytest.fixture
def client_of(cast: Any) -> Callable[[str], Client]:
    """Return a function: name of a person → a client signed in as that person."""

    def sign_in(name: str) -> Client:
        client = Client()
        client.force_login(getattr(cast, name))
        return client

    return sign_in
