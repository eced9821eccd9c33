"""What every test may ask for."""

from __future__ import annotations

import os
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.utils import translation

# How fast the machine is that runs the tests is no property of the code.
hypothesis.settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("any machine")

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's sync API keeps a loop in the thread


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a second database engine skip the tests that never meet a database."""
    parser.addoption("--database-only", action="store_true", help="only tests that use the database")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Take out, if asked to, the tests that use no database."""
    if not config.getoption("--database-only"):
        return
    used = [item for item in items if item.get_closest_marker("django_db") or _names_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(used)])
    items[:] = used


def _names_database(item: pytest.Item) -> bool:
    return bool({"db", "transactional_db", "running"} & set(getattr(item, "fixturenames", ())))


@pytest.fixture(autouse=True)
def _quick_and_private(tmp_path: Path, settings: settings) -> None:
    """Cheap password hashing, background work at once; language, cache and files of each test its own."""
    translation.activate(settings.LANGUAGE_CODE)  # the last request of the test before may have been English
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    memory = "django.core.cache.backends.locmem.LocMemCache"  # one store per location, not per test
    settings.CACHES = {"default": {"BACKEND": memory, "LOCATION": str(tmp_path)}}
    settings.DOCUMENTS_DIR = tmp_path / "documents"
    settings.ORDERS_DIR = tmp_path / "orders"
    settings.UPLOADS_DIR = tmp_path / "uploads"
    settings.VOLUMES_DIR = tmp_path / "volumes"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture
def cast(db: None):
    """The named people of two small institutions: see tests/scenarios.py."""
    from tests.scenarios import make_cast

    return make_cast()
