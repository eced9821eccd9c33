"""What a person sent after the session had ended, kept on the sign-in page until they are back.

It never touches the server's storage: the page carries it, and whoever signs in there decides whether to send it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

OURS = frozenset({"csrfmiddlewaretoken"})
LIMIT = 1_000_000  # characters; more than any of our forms holds


@dataclass(frozen=True)
class Kept:
    """A form as it was sent: where to, the page it stood on, and its fields in their order."""

    action: str
    back: str
    fields: list[list[str]]

    def text(self) -> str:
        """Return it as one hidden field of the sign-in page."""
        return json.dumps([self.action, self.back, self.fields], ensure_ascii=False)


def of(request: HttpRequest) -> Kept | None:
    """Return what the request sends, None if there is nothing a person typed on one of our pages.

    Files and passwords are not kept; without our cookie no page of ours was open.
    """
    if request.method != "POST" or request.FILES or settings.CSRF_COOKIE_NAME not in request.COOKIES:
        return None
    fields = [
        [name, value] for name in request.POST if name not in OURS for value in request.POST.getlist(name)
    ]
    if not fields or any("password" in name for name, _value in fields):
        return None
    kept = Kept(request.get_full_path(), _page_of(request), fields)
    return kept if len(kept.text()) <= LIMIT else None


def read(text: str) -> Kept | None:
    """Return what the sign-in page carried, None if it carried nothing usable."""
    try:
        action, back, fields = json.loads(text)
        kept = Kept(str(action), str(back), [[str(name), str(value)] for name, value in fields])
    except (TypeError, ValueError):
        return None
    return kept if all(_is_ours(address) for address in (kept.action, kept.back)) else None


def _page_of(request: HttpRequest) -> str:
    """Return the address of the page the form stood on."""
    page = urlsplit(request.headers.get("Referer", ""))
    if page.netloc != request.get_host():
        return request.get_full_path()
    return f"{page.path}?{page.query}" if page.query else page.path


def _is_ours(address: str) -> bool:
    return address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
