"""Posts a form may name: those of the institution. A long list is searched instead of listed."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from organisation.models import Institution, Post

MANY = 200
"""More posts than this are not listed in a select."""
MATCHES = 20
_MARK = re.compile(r"#(\d+)\s*$")


def available(institution: Institution, keep: Iterable[int] = ()) -> QuerySet[Post]:
    """Return the posts that exist, and those of `keep` even if abolished, with unit and holder."""
    found: QuerySet[Post] = Post.objects.filter(
        Q(abolished_on=None) | Q(pk__in=list(keep)), unit__institution=institution
    )
    return found.select_related("unit").prefetch_related("assignments__person")


def matching(institution: Institution, text: str) -> list[Post]:
    """Return the first posts whose title, unit or present holder contains every word of the text."""
    found = available(institution)
    for word in _MARK.sub("", text).split():
        held = Q(assignments__person__name__icontains=word, assignments__ended_on=None)
        found = found.filter(Q(title__icontains=word) | Q(unit__name__icontains=word) | held)
    return list(found.distinct()[:MATCHES])


def written(post: Post) -> str:
    """Return the post as a searchable field shows it; `read` finds it again."""
    return f"{post.unit.name} {post} #{post.pk}"


def read(posts: QuerySet[Post], text: str) -> Post | None:
    """Return the one post that the text names, by its mark or its exact title; None if none or several."""
    mark = _MARK.search(text)
    if mark:
        return posts.filter(pk=int(mark.group(1))).first()
    found = list(posts.filter(title=text.strip())[:2])
    return found[0] if len(found) == 1 else None
