"""responses.py: names that survive every browser and file system."""

import io

import pytest

from riskreg.rendering import responses


def test_a_chinese_name_is_sent_as_rfc_5987_says():
    response = responses.attachment(b"x", "登记册 2026.xlsx", responses.XLSX)
    assert response["Content-Disposition"] == (
        "attachment; filename*=utf-8''%E7%99%BB%E8%AE%B0%E5%86%8C%202026.xlsx"
    )
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Type"] == responses.XLSX
    assert response["Content-Length"] == "1"


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("../../etc/passwd", "_.._etc_passwd"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie_ x.pdf"),
        ("\u202egnp.exe", "gnp.exe"),
        ("", "download"),
        ("...", "download"),
        ("长" * 200 + ".xlsx", "长" * 120 + ".xlsx"),
    ],
)
def test_names_are_safe(given, safe):
    assert responses.safe_name(given) == safe


def test_iterables_and_files_are_streamed():
    assert b"".join(responses.attachment(iter([b"a", b"b"]), "x.csv", responses.CSV)) == b"ab"
    assert b"".join(responses.attachment(io.BytesIO(b"file"), "x.pdf", responses.PDF)) == b"file"


def test_inline_svg_is_not_escaped_again():
    assert responses.inline_svg("<svg/>").__html__() == "<svg/>"
