"""What tests of the register share."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _private_cache(settings: Any, tmp_path: Any) -> None:
    """Databases of tests reuse ids, so kept summaries of one test must not reach another."""
    backend = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": str(tmp_path)}}
