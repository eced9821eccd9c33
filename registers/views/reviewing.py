"""*Review*: the meeting's resolution per power, a sheet of the table at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dossiers.standing import findings_of, judged
from powers.enums import DossierState
from powers.models import Power
from registers import actions, permissions
from registers.carrying import amended, offered
from registers.enums import EditionState as S
from registers.enums import ResolutionOutcome
from registers.forms import ResolutionForm
from registers.models import Edition
from registers.stored import resolution_values
from registers.views.loading import load
from registers.views.page import resolved
from riskreg.decisions import require
from riskreg.phrases import bracketed
from riskreg.stale import Stale, token
from riskreg.typed import number

SHEET = 60  # powers on one page; institutions with fewer see them all


@dataclass(frozen=True)
class Line:
    """One power in the table: how it stands, and what the meeting says."""

    power: Power
    errors: int
    warnings: int
    risks: int
    form: ResolutionForm
    stored: Any
    carried: bool


@require_http_methods(["GET", "HEAD", "POST"])
def resolutions(request: HttpRequest, pk: int) -> HttpResponse:
    """Show and save the meeting's resolutions."""
    edition = load(request, pk)
    require(permissions.can_record(request.user, edition, S.REVIEW))
    sheets = _sheets(edition)
    number = _number(request, len(sheets))
    powers = _powers(edition, sheets[number][1]) if sheets else []
    if request.method != "POST":
        return _page(request, edition, sheets, number, _lines(edition, powers, None))
    lines = _lines(edition, powers, request.POST)
    valid = [line.form.is_valid() for line in lines]
    status = _save(request, edition, lines) if all(valid) else 422
    if status:
        return _page(request, edition, sheets, number, lines, status)
    messages.success(request, _("会审结论已保存。"))
    return redirect(_onward(request, pk, len(sheets)))


def _save(request: HttpRequest, edition: Edition, lines: list[Line]) -> int:
    """Write the lines; return 0, or the status of the page that keeps what was typed."""
    typed = [(line.power, line.form.cleaned_data) for line in lines]
    told = [(power, said) for power, said in typed if _says(said) and not said["theirs"]]
    values: dict[str, Any] = {
        "outcomes": [(power, said["outcome"], said["outcome"] and said["note"]) for power, said in told],
        "seen": {power.pk: said["seen"] for power, said in told},
    }
    try:
        actions.record_resolutions(edition=edition, by=request.user, now=timezone.now(), **values)
    except Stale as stale:
        for line in lines:
            if line.power.pk in stale.theirs:
                line.form.show_both(stale.theirs[line.power.pk])  # type: ignore[index]
        return stale.status
    except ValidationError as error:
        lines[0].form.add_error(None, error.messages)  # type: ignore[arg-type]
        return 422
    return 0


def _says(said: dict[str, Any]) -> bool:
    """Say whether the line resolves, or takes back a resolution that it showed."""
    return bool(said["outcome"]) or said["seen"] not in ("", token(resolution_values(None)))


def _number(request: HttpRequest, count: int) -> int:
    """Return the sheet the address names, the first if it names none."""
    return min(number(request.GET.get("sheet")), max(count - 1, 0))


def _onward(request: HttpRequest, pk: int, count: int) -> str:
    """Return the sheet the pressed button leads to; what was typed on this one is saved by then."""
    go = request.POST.get("go", "")
    page = reverse("registers:resolutions", args=[pk])
    if go.isdecimal() and number(go) < count:
        return f"{page}?sheet={go}"
    return reverse("registers:detail", args=[pk])


def _sheets(edition: Edition) -> list[tuple[str, list[int]]]:
    """Return (name, powers) of each sheet: one for everything, or one per unit, long units cut up."""
    rows = (
        edition.institution.powers.in_force()
        .order_by("unit__path", "code")
        .values_list("unit", "unit__name", "pk")
    )
    if len(rows) <= SHEET:
        return [(_("全部职权"), [pk for _unit, _name, pk in rows])] if rows else []
    units: dict[tuple[int, str], list[int]] = {}
    for unit, name, pk in rows:
        units.setdefault((unit, name), []).append(pk)
    found = []
    for (_unit, name), pks in units.items():
        for start in range(0, len(pks), SHEET):
            part = bracketed(start // SHEET + 1) if len(pks) > SHEET else ""
            found.append((f"{name}{part}", pks[start : start + SHEET]))
    return found


def _powers(edition: Edition, chosen: list[int]) -> list[Power]:
    rows = edition.institution.powers.filter(pk__in=chosen).with_standing()
    return list(judged(rows.order_by("unit__path", "code")))


def _lines(edition: Edition, powers: list[Power], data: Any) -> list[Line]:
    stored = {row.power_id: row for row in edition.resolutions.filter(power__in=powers)}
    kept = set(offered(edition).filter(power__in=powers).values_list("power", flat=True))
    return [_line(power, stored.get(power.pk), data, kept=power.pk in kept) for power in powers]


def _line(power: Power, stored: Any, data: Any, *, kept: bool) -> Line:
    """Return the line of a power; `kept` if the amendment takes it over when nothing is resolved."""
    found = findings_of(power)
    errors = [finding for finding in found if finding.level == "E"]
    initial = {} if stored or kept else _proposal(power, errors)
    form = ResolutionForm(data, prefix=f"p{power.pk}", stored=resolution_values(stored), initial=initial)
    if kept:
        form.offer_carrying()
    points = power.standing.points  # type: ignore[attr-defined]
    return Line(power, len(errors), len(found) - len(errors), points, form, stored, kept and stored is None)


def _proposal(power: Power, errors: list[Any]) -> dict[str, str]:
    """Return what the line is filled with before the meeting's resolution is saved."""
    if power.state == DossierState.CONFIRMED:
        return {"outcome": ResolutionOutcome.INCLUDE, "note": ""}
    return {"outcome": ResolutionOutcome.EXCLUDE, "note": _suggestion(power, errors)}


def _suggestion(power: Power, errors: list[Any]) -> str:
    """Return the note to begin with: the state, and what is missing first."""
    text = _("档案%(state)s，尚未确认。") % {"state": power.get_state_display()}
    if errors:
        text += _("还缺%(count)s项，如：%(first)s") % {"count": len(errors), "first": errors[0].message}
    return text[:300]


def _page(
    request: HttpRequest,
    edition: Edition,
    sheets: list[tuple[str, list[int]]],
    number: int,
    lines: list[Line],
    status: int = 200,
) -> HttpResponse:
    context = {
        "edition": edition,
        "lines": lines,
        "sheets": [name for name, _powers in sheets],
        "number": number,
        "resolved": resolved(edition),
        "amended": amended(edition),
        "unsaved": sum(line.stored is None and not line.carried for line in lines),
        "conflict": any(line.form.both for line in lines),
        "bad": [line for line in lines if line.form.is_bound and line.form.errors],
    }
    return render(request, "registers/resolutions.html", context, status=status)
