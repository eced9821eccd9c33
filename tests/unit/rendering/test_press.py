"""press.py: each volume is rendered once, beside the others, and a process that fails says why."""

from pathlib import Path

import pytest
from django.utils import translation

from riskreg.rendering import binding, pdf, press, shelf
from tests import printed

STYLE = 'body { font-family: "Noto Sans CJK SC" } h2 { break-before: page }'


def page(body: str) -> str:
    return f'<!doctype html><html lang="zh-hans"><head><title>卷</title></head><body>{body}</body></html>'


def texts(*bodies: str) -> list[str]:
    with shelf.workshop() as folder:
        files = press.volumes(map(page, bodies), folder, styles=[STYLE])
        return [printed.text(path.read_bytes()) for path in files]


def kept(settings) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in Path(settings.VOLUMES_DIR).iterdir()}


@pytest.fixture
def side_by_side(settings, monkeypatch):
    """Start processes for however little there is to do."""
    monkeypatch.setattr(press, "SMALL", 0)
    settings.PRINT_PROCESSES = 2


@pytest.fixture
def crippled(monkeypatch, tmp_path):
    """Have every Python process that is started from here begin with these lines."""

    def cripple(lines: str) -> None:
        (tmp_path / "python").mkdir()
        (tmp_path / "python" / "sitecustomize.py").write_text(lines)
        monkeypatch.setenv("PYTHONPATH", str(tmp_path / "python"))

    return cripple


def test_volumes_come_in_order_and_equal_ones_once(settings):
    assert texts("甲", "乙", "甲") == ["甲", "乙", "甲"]
    assert len(kept(settings)) == 2


def test_processes_beside_each_other_make_the_same(settings, side_by_side):
    bodies = ("甲<table><tr><th>头</th></tr></table>", "乙", "丙")
    assert texts(*bodies) == ["甲头", "乙", "丙"]
    made = kept(settings)
    assert len(made) == 3
    for path in Path(settings.VOLUMES_DIR).iterdir():
        assert path.stat().st_mode & 0o777 == 0o600
        path.unlink()
    for body in bodies:
        texts(body)  # a single one is rendered here
    assert kept(settings) == made


def test_what_is_kept_is_not_rendered_again(settings):
    texts("甲", "乙")
    made = kept(settings)
    with shelf.workshop() as folder:
        (other,) = press.volumes([page("别的")], folder, styles=[STYLE])
        for name in made:
            (Path(settings.VOLUMES_DIR) / name).write_bytes(other.read_bytes())
    assert texts("甲", "丙", "乙") == ["别的", "丙", "别的"]
    assert len(kept(settings)) == 4


@pytest.mark.parametrize("change", ["style", "version", "fonts", "renderer"])
def test_a_volume_is_rendered_again_when_anything_it_is_made_of_changed(settings, monkeypatch, change):
    texts("甲")
    style = STYLE
    if change == "style":
        style += " p { margin: 0 }"
    elif change == "version":
        monkeypatch.setattr(press, "VERSION", "other")
    elif change == "fonts":
        monkeypatch.setattr(press, "installed_fonts", lambda: "other")
    else:
        monkeypatch.setattr(pdf, "version", lambda: "other")
    with shelf.workshop() as folder:
        press.volumes([page("甲")], folder, styles=[style])
    assert len(kept(settings)) == 2


@pytest.mark.parametrize("beside", [True, False])
def test_a_volume_that_asks_for_a_file_is_refused(settings, request, beside):
    if beside:
        request.getfixturevalue("side_by_side")
    bad = '<img alt="" src="static:print/register.css">'
    with pytest.raises(pdf.ResourceRefused, match=r"static:print/register\.css") as refused:
        texts("甲", bad)
    assert refused.value.url == "static:print/register.css"
    assert kept(settings) == {}


def test_a_process_that_dies_is_explained_and_leaves_nothing(settings, side_by_side, crippled):
    crippled("import resource\nresource.setrlimit(resource.RLIMIT_AS, (80_000_000, 80_000_000))")
    with pytest.raises(press.VolumeFailed, match="排版进程意外中断"):
        texts("甲", "乙")
    with translation.override("en"), pytest.raises(press.VolumeFailed, match="ended unexpectedly"):
        texts("甲", "乙")
    assert kept(settings) == {}


def test_a_process_that_cannot_write_says_why(settings, side_by_side, crippled):
    crippled("import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))")
    with pytest.raises(press.VolumeFailed, match="一卷排版失败：OSError"):
        texts("甲", "乙")
    assert kept(settings) == {}


def test_without_fonts_nothing_is_begun(settings, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(pdf.FontMissing):
        texts("甲")
    assert kept(settings) == {}


def test_documents_that_fail_while_they_are_made_leave_nothing(settings, side_by_side):
    def documents():
        yield page("甲")
        yield page("乙")
        raise LookupError("丙")

    with pytest.raises(LookupError), shelf.workshop() as folder:
        press.volumes(documents(), folder, styles=[STYLE])
    assert kept(settings) == {}


def test_no_volumes_are_no_work(settings):
    assert texts() == []
    assert binding.page_count(b"none") == 0
