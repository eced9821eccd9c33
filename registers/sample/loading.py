"""Loading everything, once: institutions that are there already are left as they are."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from audit.recording import record
from organisation.models import Institution
from registers.sample import editions, reading
from registers.sample.dossiers import load_power
from registers.sample.structure import load_administrators, load_structure, load_tables
from riskreg.guarded import acting


class OtherInstitutions(Exception):
    """The database holds institutions that are not samples; nothing was loaded."""


def load(*, now: datetime, password: str, force: bool = False) -> list[str]:
    """Load what is missing of the three sample institutions and return their codes.

    Raises OtherInstitutions on a database in use, unless `force`.
    """
    others = Institution.objects.exclude(code__in=reading.INSTITUTIONS).exists()
    if others and not force:
        raise OtherInstitutions
    begin = editions.spring(now.year - 1, timezone.get_current_timezone())
    loaded = []
    for code in reading.INSTITUTIONS:
        if Institution.objects.filter(code=code).exists():
            continue
        with acting(by=None, now=begin):
            if not loaded:
                load_tables(begin)
                load_administrators(begin, password)
        _load(code, begin=begin, now=now, password=password)
        loaded.append(code)
    return loaded


def _load(code: str, *, begin: datetime, now: datetime, password: str) -> None:
    data, rows = reading.institution(code), reading.powers(code)
    sample = load_structure(data, begin, password)
    loaded = {row["code"]: load_power(sample, row, begin + timedelta(days=3)) for row in rows}
    if code == "SAMPLE-XZ":
        _editions(sample, rows, loaded, begin, now)
    with acting(by=None, now=now):
        record("sample.loaded", subject=sample.institution, institution=code)


def _editions(
    sample: Any, rows: list[dict[str, Any]], loaded: dict[str, Any], begin: datetime, now: datetime
) -> None:
    for row in rows:
        if row.get("last_year") == "include":
            editions.confirm(sample, loaded[row["code"]], begin + editions.CONFIRM)
    editions.publish_last_year(sample, now.year - 1, begin + editions.MAKE)
    start = max(editions.spring(now.year, now.tzinfo), now - timedelta(days=40))
    editions.start_this_year(sample, rows, now.year, min(start, now - timedelta(days=3)), now)
