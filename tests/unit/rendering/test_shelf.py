"""shelf.py: what was rendered is kept whole, for its owner alone, and not for ever."""

import os
import stat
import time
from pathlib import Path

import pytest

from riskreg.rendering import shelf

WHOLE = b"%PDF-1.7 ... %%EOF\n"


def kept(settings) -> set[str]:
    return {path.name for path in Path(settings.VOLUMES_DIR).glob("*.pdf")}


def keep(name: str, content: bytes = WHOLE) -> None:
    with shelf.workshop() as folder:
        (folder / "made.pdf").write_bytes(content)
        shelf.keep(name, folder / "made.pdf")


def test_what_is_kept_can_be_fetched_again_and_the_workshop_vanishes(settings):
    keep("abc")
    keep("abc")  # another process was as quick
    with shelf.workshop() as folder:
        assert shelf.fetch("abc", folder / "there.pdf")
        assert not shelf.fetch("abd", folder / "other.pdf")
        assert [(path.name, path.read_bytes()) for path in folder.iterdir()] == [("there.pdf", WHOLE)]
    assert [path.name for path in Path(settings.VOLUMES_DIR).iterdir()] == ["abc.pdf"]


def test_only_the_owner_may_look(settings):
    with shelf.workshop() as folder:
        for path in (Path(settings.VOLUMES_DIR), folder):
            assert stat.S_IMODE(path.stat().st_mode) == 0o700


def test_a_file_without_its_end_is_not_handed_out(settings):
    keep("abc", b"%PDF-1.7 ...")
    with shelf.workshop() as folder:
        assert not shelf.fetch("abc", folder / "there.pdf")
        assert list(folder.iterdir()) == []
    assert kept(settings) == set()


def test_tidying_takes_the_longest_unused_and_leaves_readers_their_files(settings, monkeypatch):
    now = time.time()
    for name, age in (("fresh", 0), ("used", 10), ("old", 20), ("forgotten", shelf.KEPT_FOR + 60)):
        keep(name)
        os.utime(Path(settings.VOLUMES_DIR) / f"{name}.pdf", (now - age, now - age))
    with shelf.workshop() as folder:
        assert shelf.fetch("old", folder / "mine.pdf")  # its last use is now
        shelf.tidy()
        assert kept(settings) == {"fresh.pdf", "used.pdf", "old.pdf"}
        monkeypatch.setattr(shelf, "MOST_BYTES", len(WHOLE) * 2)
        shelf.tidy()
        assert kept(settings) == {"fresh.pdf", "old.pdf"}
        monkeypatch.setattr(shelf, "MOST_BYTES", 0)
        shelf.tidy()
        assert kept(settings) == set()
        assert (folder / "mine.pdf").read_bytes() == WHOLE


def test_tidying_clears_what_a_killed_process_left(settings):
    left = Path(settings.VOLUMES_DIR) / ".work-left"
    left.mkdir(parents=True)
    (left / "half.pdf").write_bytes(b"%PDF")
    shelf.tidy()
    assert left.exists()
    long_ago = time.time() - shelf.ABANDONED - 60
    os.utime(left, (long_ago, long_ago))
    shelf.tidy()
    assert not left.exists()


@pytest.mark.parametrize("other", [("a", "bc"), ("abc",), ("ab", "c", ""), ("ab", "C")])
def test_other_parts_have_another_digest(other):
    assert shelf.digest("ab", "c") == shelf.digest("ab", "c") != shelf.digest(*other)
