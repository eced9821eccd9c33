"""What every dossier lacks, kept beside it so that lists need not read whole dossiers.

`policies.findings` is the judge. Its answer is stored, in every language of the site, at the end of each
operation that changes a dossier. It is used only while dossier and rules are those it was found by.
"""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import astuple
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation

from dossiers import policies
from dossiers.models import Standing
from dossiers.policies import Finding
from powers import chart_rules
from powers.models import Power
from riskreg.guarded import Operation

BATCH = 50  # dossiers in memory at once
FIELDS = ("revision", "rules", "errors", "warnings", "steps", "points", "findings")


def settle(operation: Operation) -> None:
    """Judge the dossiers an operation changed, in its transaction.

    Dossiers and their parts point to each other, and go only when they are collected.
    """
    for done, _standings in enumerate(_judge(operation.touched)):
        if done:
            gc.collect()


def judge(keys: Iterable[int]) -> dict[int, Standing]:
    """Judge the dossiers anew, store and return what was found, by power."""
    return {standing.power_id: standing for batch in _judge(keys) for standing in batch}


def _judge(keys: Iterable[int]) -> Iterator[list[Standing]]:
    """Judge the dossiers batch by batch, eight queries each; yield what was found, once it is stored."""
    wanted = iter(sorted(keys))
    while batch := list(islice(wanted, BATCH)):
        powers = Power.objects.filter(pk__in=batch).with_parts()
        rows = [_judged(power) for power in powers]
        Standing.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["power"], update_fields=FIELDS
        )
        yield rows


def judged(powers: Iterable[Any]) -> Iterator[Any]:
    """Yield the powers with `standing` up to date.

    In: a queryset `.with_standing()`, or powers read by one. No query but for what is out of date.
    """
    rows = iter(powers)
    while batch := list(islice(rows, BATCH)):
        stale = {power.pk: power for power in batch if not _holds(power)}
        if stale:
            with transaction.atomic():
                for pk, standing in judge(stale).items():
                    stale[pk].standing = standing
        yield from batch


def judge_stale(powers: Any) -> None:
    """Judge those of the powers whose standing is missing or out of date; one query if there are none."""
    known = powers.order_by().values_list("pk", "revision", "standing__revision", "standing__rules")
    stale = [pk for pk, now, then, rules in known if (then, rules) != (now, rules_digest())]
    if stale:
        with transaction.atomic():
            judge(stale)


def findings_of(power: Any) -> list[Finding]:
    """Return what is missing, errors first, in the active language. In: a power from `judged`."""
    kept = power.standing.findings
    language = translation.get_language() or settings.LANGUAGE_CODE
    return [Finding(*row) for row in kept.get(language) or kept[settings.LANGUAGE_CODE]]


def missed(powers: Any) -> Iterator[tuple[int, list[tuple[str, str]]]]:
    """Yield each power's key with (rule, level) of what it misses. In: powers that `judge_stale` has seen."""
    kept = f"standing__findings__{settings.LANGUAGE_CODE}"
    for pk, found in powers.order_by("pk").values_list("pk", kept).iterator(chunk_size=BATCH):
        yield pk, [(rule, level) for rule, level, *_rest in found]


@cache
def rules_digest() -> str:
    """Return a digest of the rules and their sentences: another one means to judge anew."""
    sources = [Path(str(module.__file__)) for module in (policies, chart_rules)]
    catalogues = sorted(path for place in settings.LOCALE_PATHS for path in Path(place).rglob("django.mo"))
    digest = hashlib.sha256()
    for path in [*sources, *catalogues]:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _holds(power: Any) -> bool:
    standing = getattr(power, "standing", None)
    return standing is not None and (standing.revision, standing.rules) == (power.revision, rules_digest())


def _judged(power: Any) -> Standing:
    by_language = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            by_language[language] = [_plain(finding) for finding in policies.findings(power)]
    found = by_language[settings.LANGUAGE_CODE]
    errors = sum(level == "E" for _rule, level, *_rest in found)
    return Standing(
        power=power,
        revision=power.revision,
        rules=rules_digest(),
        errors=errors,
        warnings=len(found) - errors,
        steps=len(power.steps.all()),
        points=len(power.risk_points.all()),
        findings=by_language,
    )


def _plain(finding: Finding) -> list[Any]:
    return [str(value) if field == 2 else value for field, value in enumerate(astuple(finding))]
