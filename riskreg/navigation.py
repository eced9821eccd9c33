"""What the header shows: the places this account may go."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Return `nav`, the main navigation of the signed-in account."""
    return {"nav": []}
