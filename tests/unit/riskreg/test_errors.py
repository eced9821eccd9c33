"""The page for errors that nobody foresaw."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client, RequestFactory, override_settings

from riskreg.errors import server_error


def test_it_comes_in_the_usual_look() -> None:
    page = server_error(RequestFactory().get("/"))
    said = page.content.decode()
    assert (page.status_code, "系统出错了" in said, "riskreg.css" in said) == (500, True, True)


def test_it_comes_even_where_templates_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: Any, **_more: Any) -> None:
        raise ValueError("Missing staticfiles manifest entry for 'riskreg.css'")

    monkeypatch.setattr("riskreg.errors.render", fail)
    page = server_error(RequestFactory().get("/"))
    said = page.content.decode()
    assert (page.status_code, "<h1>系统出错了</h1>" in said, "css" in said) == (500, True, False)


@pytest.mark.django_db
def test_an_unforeseen_error_is_answered_by_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.views.reading.render", lambda *_args, **_more: 1 / 0)
    client = Client(raise_request_exception=False)
    with override_settings(DEBUG=False):
        page = client.get("/")
    assert (page.status_code, "系统出错了" in page.content.decode()) == (500, True)
