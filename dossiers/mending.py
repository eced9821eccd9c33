"""From a finding to the place where a person mends it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

from dossiers.policies import Finding


@dataclass(frozen=True)
class Mend:
    """A finding as a page shows it; `url` is '' for readers who may not edit."""

    rule: str
    level: str
    message: str | Promise
    url: str


def address(finding: Finding) -> str:
    """Return the URL with its anchor, '' if no such page exists."""
    try:
        url = reverse(finding.url_name, args=[finding.pk])
    except NoReverseMatch:
        return ""
    return f"{url}#{finding.anchor}" if finding.anchor else url


def mends(found: Iterable[Finding], *, linked: bool) -> list[Mend]:
    """Return the findings for a page, with links only for those who may edit."""
    return [Mend(f.rule, f.level, f.message, address(f) if linked else "") for f in found]


def existing(names: Iterable[tuple[str, Any]], pk: int) -> list[tuple[str, Any]]:
    """Return (url, label) for those of (url name, label) that the site serves."""
    found = []
    for name, label in names:
        try:
            found.append((reverse(name, args=[pk]), label))
        except NoReverseMatch:
            continue
    return found
