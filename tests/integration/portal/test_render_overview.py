"""manage.py render_overview."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests import scenarios
from tests.scenarios import Cast

HEADS = {"svg": b"<?xml", "pdf": b"%PDF", "png": b"\x89PNG", "dot": b"digraph"}


def draw(output: Path, code: str = "OURS", **options: Any) -> bytes:
    call_command("render_overview", code, output=output, **options)
    return output.read_bytes()


@pytest.fixture
def published(cast: Cast) -> Cast:
    scenarios.confirmed(cast, "临时救助", code="P-0")
    scenarios.edition(cast, "published")
    scenarios.draft(cast, "不公开的一项", **scenarios.HIDDEN)
    return cast


@pytest.mark.parametrize("view", ["public", "internal"])
@pytest.mark.parametrize("format", HEADS)
def test_both_views_in_every_format(published: Cast, tmp_path: Path, view: str, format: str) -> None:
    assert draw(tmp_path / "map", view=view, format=format).startswith(HEADS[format])


def test_the_public_view_is_the_published_edition(published: Cast, tmp_path: Path, settings: Any) -> None:
    settings.PUBLIC_URL = "https://open.example"
    public = draw(tmp_path / "map", format="dot").decode()
    internal = draw(tmp_path / "map", view="internal", format="dot").decode()
    assert "不公开的一项" in internal and "URL" not in internal
    assert "不公开的一项" not in public and "工作稿" not in public
    assert 'URL="https://open.example/public/OURS/P-0/"' in public
    assert draw(tmp_path / "again", format="dot").decode() == public
    settings.PUBLIC_URL = ""
    assert "URL" not in draw(tmp_path / "map", format="dot").decode()


def test_errors_are_sentences(cast: Cast, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="没有编码为 NONE 的单位"):
        draw(tmp_path / "x", "NONE")
    with pytest.raises(CommandError, match="没有向社会公开的登记册"):
        draw(tmp_path / "x")
    with pytest.raises(CommandError, match="还没有可以画的职权"):
        draw(tmp_path / "x", view="internal")
    scenarios.draft(cast)
    with pytest.raises(CommandError, match="36 到 1200"):
        draw(tmp_path / "x", view="internal", format="png", dpi=100_000)
    with pytest.raises(CommandError, match="无法写入"):
        draw(tmp_path / "no" / "folder" / "x", view="internal")
    assert list(tmp_path.iterdir()) == []
