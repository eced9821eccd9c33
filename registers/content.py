"""The register as plain data: the JSON contract, for working copies and frozen editions alike."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

from audit.chain import canonical
from dossiers.content import content_of
from organisation.models import Institution
from powers.enums import DossierState
from powers.models import Power
from registers.models import Edition, EditionEntry

PUBLIC_KEYS = (
    "code",
    "name",
    "category",
    "category_code",
    "unit",
    "unit_code",
    "leader_in_charge",
    "duties",
    "duty_division",
    "grade",
    "bases",
    "conditions",
    "time_limit",
    "service_commitment",
    "work_discipline",
    "accountability",
    "transitions",
    "is_sample",
)
PUBLIC_STEP_KEYS = (
    "no",
    "label",
    "kind",
    "actor",
    "post_unit",
    "is_external",
    "time_limit",
    "handling_system",
    "duty_requirement",
    "supervision",
    "counterpart_rights",
)


def working_contents(powers: Iterable[Power]) -> Iterator[dict[str, Any]]:
    """Yield the content of live powers, in reading order."""
    for power in powers:
        yield content_of(power)


def working_powers(institution: Institution) -> Any:
    """The powers a working copy holds: everything in force, in register order."""
    return (
        Power.objects.filter(institution=institution)
        .exclude(state=DossierState.REMOVED)
        .with_dossier()
        .order_by("unit__path", "code")
    )


def public_content(content: dict[str, Any], *, include_measures: bool) -> dict[str, Any]:
    """Return what the outside may read of a frozen power: a list of what is allowed, never of what is not.

    Risk points, factors, reasons and internal remarks stay inside; measures only if cleared (R32).
    """
    public = {key: content.get(key) for key in PUBLIC_KEYS}
    public["steps"] = [{key: step.get(key) for key in PUBLIC_STEP_KEYS} for step in content["steps"]]
    public["measures"] = []
    if include_measures:
        titles = [m["title"] for point in content["risk_points"] for m in point["measures"]]
        public["measures"] = list(dict.fromkeys(titles))
    return public


class ContentsDigest:
    """The SHA-256 over canonical contents in order, a content at a time: that of their list's canonical text."""

    def __init__(self) -> None:
        self._sha = hashlib.sha256(b"[")
        self._between = b""

    def add(self, text: str) -> None:
        """Take the canonical text of the next content."""
        self._sha.update(self._between + text.encode())
        self._between = b","

    def hexdigest(self) -> str:
        """Return the digest of what was taken so far."""
        whole = self._sha.copy()
        whole.update(b"]")
        return whole.hexdigest()


def contents_digest(contents: Iterable[dict[str, Any]]) -> str:
    """Return the SHA-256 over the canonical contents in order."""
    found = ContentsDigest()
    for content in contents:
        found.add(canonical(content))
    return found.hexdigest()


def register(
    institution: Institution, year: int, edition: Edition | None, contents: Iterable[dict[str, Any]]
) -> dict[str, Any]:
    """Return the whole register as the JSON contract says."""
    powers = list(contents)
    return {
        "institution": {"code": institution.code, "name": (edition.office if edition else institution).name},
        "year": year,
        "edition": edition.label if edition else None,
        "status": edition.state if edition else "draft",
        "digest": edition.digest if edition else None,
        "powers": powers,
    }


def canonical_register(
    institution: Institution, year: int, edition: Edition | None, contents: Iterable[dict[str, Any]]
) -> Iterator[str]:
    """Yield the canonical text of `register` in parts, a power at a time."""
    before, after = canonical(register(institution, year, edition, ())).split('"powers":[]')
    yield f'{before}"powers":['
    between = ""
    for content in contents:
        yield between + canonical(content)
        between = ","
    yield f"]{after}"


def frozen_contents(edition: Edition) -> Iterator[dict[str, Any]]:
    """Yield the frozen contents of an edition in order, in flat memory."""
    entries = EditionEntry.objects.filter(edition=edition).order_by("position")
    yield from entries.values_list("content", flat=True).iterator(chunk_size=200)


def newest_frozen(institution: Institution, year: int) -> Edition | None:
    """Return the newest approved edition of the year, None if there is none."""
    editions = Edition.objects.filter(institution=institution, year=year).exclude(digest="")
    return editions.order_by("-number").first()  # type: ignore[no-any-return]
