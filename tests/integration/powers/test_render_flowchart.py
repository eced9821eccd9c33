"""manage.py render_flowchart."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from organisation.models import Unit
from powers import actions
from powers.models import Power
from tests import scenarios

HEADS = {"svg": b"<?xml", "pdf": b"%PDF", "png": b"\x89PNG", "dot": b"digraph"}


def draw(power: Power, output: Path, **options: Any) -> bytes:
    call_command("render_flowchart", power.code, output=output, **options)
    return output.read_bytes()


@pytest.mark.parametrize("layout", ["flow", "lanes", "risk"])
@pytest.mark.parametrize("format", ["svg", "pdf", "png", "dot"])
def test_every_layout_in_every_format(cast: Any, tmp_path: Path, layout: str, format: str) -> None:
    power = scenarios.complete(cast)
    options = {"layout": layout, "format": format, "view": "internal"}
    assert HEADS[format] in draw(power, tmp_path / "chart", **options)[:200]


@pytest.mark.parametrize("layout", ["flow", "lanes", "risk"])
def test_public_view_tells_nothing_of_risks(cast: Any, tmp_path: Path, layout: str) -> None:
    power = scenarios.complete(cast)
    code = power.risk_points.all()[0].code
    public = draw(power, tmp_path / "chart", layout=layout, format="svg", view="public").decode()
    internal = draw(power, tmp_path / "chart", layout=layout, format="svg", view="internal").decode()
    assert code in internal
    for secret in (code, "优亲厚友", "两人核查", "高压线"):
        assert secret not in public


def test_public_view_of_a_nonpublic_power_is_refused(cast: Any, tmp_path: Path) -> None:
    power = scenarios.complete(cast, **scenarios.HIDDEN)
    with pytest.raises(CommandError, match="不公开的职权"):
        draw(power, tmp_path / "chart.svg", view="public")
    assert not (tmp_path / "chart.svg").exists()
    assert draw(power, tmp_path / "chart.svg", view="internal")


def test_errors_are_sentences(cast: Any, tmp_path: Path) -> None:
    power = scenarios.draft(cast)
    with pytest.raises(CommandError, match="没有编码为 NO-1 的职权"):
        call_command("render_flowchart", "NO-1", output=tmp_path / "x")
    with pytest.raises(CommandError, match="还没有画流程图"):
        draw(power, tmp_path / "x")
    with pytest.raises(CommandError, match="无法写入"):
        draw(scenarios.complete(cast, "有图"), tmp_path / "no" / "folder" / "x")


def test_institution_tells_equal_codes_apart(cast: Any, tmp_path: Path) -> None:
    power = scenarios.complete(cast)
    theirs = Unit.objects.get(institution__code="THEIRS")
    values = {"name": "别家的", "category": cast.category, "code": power.code}
    actions.create(by=cast.stranger, now=scenarios.NOW, unit=theirs, values=values)
    with pytest.raises(CommandError, match="--institution"):
        draw(power, tmp_path / "x")
    assert draw(power, tmp_path / "x", institution="OURS")
