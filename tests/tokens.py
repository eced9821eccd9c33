"""Pages without what is different on each of them, and may by chance spell anything: tokens and nonces."""

from __future__ import annotations

import re

TOKEN = re.compile(r'(X-CSRFToken": "|csrfmiddlewaretoken" value="|nonce="|nonce-)[\w+/=-]+')


def without_tokens(page: str) -> str:
    """Return the page, or its headers, without them."""
    return TOKEN.sub("", page)
