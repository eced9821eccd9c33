"""Two versions of the catalogue columns side by side: what a person typed, what somebody saved meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from powers.forms import BasisForm, PowerForm
from powers.models import LegalBasis, Power

BASES = "bases"
CHOICE = "choose-"


@dataclass(frozen=True)
class Difference:
    """A field in which the versions differ, both as text."""

    name: str
    label: str | Promise
    mine: str
    theirs: str

    @property
    def choice_name(self) -> str:
        """Return the name of the radio buttons that decide about the field."""
        return f"{CHOICE}{self.name}"


def differences(form: PowerForm, bases: Any, stored: Power) -> list[Difference]:
    """Return the fields in which the valid form differs from what is stored now."""
    mine = Power(**{**form.values(), "institution_id": stored.institution_id})
    found = []
    for name in form.Meta.fields:
        here, there = _shown(mine, name), _shown(stored, name)
        if here != there:
            found.append(Difference(name, form.fields[name].label or name, here, there))
    typed = [LegalBasis(**{k: v for k, v in row.items() if k != "id"}) for row in bases.values()]
    here, there = _bases(typed), _bases(stored.bases.all())
    if here != there:
        found.append(Difference(BASES, _("行使依据"), here, there))
    return found


def choose_theirs(data: QueryDict, stored: Power) -> QueryDict:
    """Return the request with the stored value in every field the person gave up (`choose-<name>=theirs`)."""
    chosen = [name for name in (*PowerForm.Meta.fields, BASES) if data.get(f"{CHOICE}{name}") == "theirs"]
    data = data.copy()
    for name in chosen:
        if name == BASES:
            _put_bases(data, stored)
        elif name == "is_public":
            data[name] = "yes" if stored.is_public else "no"
        else:
            value = stored.serializable_value(name)
            _put(data, name, value)
    return data


def _put(data: QueryDict, name: str, value: Any) -> None:
    if value is False:
        data.pop(name, None)
    else:
        data[name] = "" if value is None else "on" if value is True else str(value)


def _put_bases(data: QueryDict, stored: Power) -> None:
    for name in [name for name in data if name.startswith(f"{BASES}-")]:
        del data[name]
    rows = list(stored.bases.all())
    data[f"{BASES}-TOTAL_FORMS"] = data[f"{BASES}-INITIAL_FORMS"] = str(len(rows))
    for place, row in enumerate(rows):
        for field in ("id", *BasisForm.Meta.fields):
            data[f"{BASES}-{place}-{field}"] = str(getattr(row, field))


def _shown(power: Power, name: str) -> str:
    field = power._meta.get_field(name)
    if getattr(field, "choices", None):
        return str(getattr(power, f"get_{name}_display")())
    value = getattr(power, name)
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return "" if value is None else str(value)


def _bases(rows: Any) -> str:
    return "\n".join(
        f"{row.get_level_display()} {row}" + (f"\n{row.text}" if row.text else "") for row in rows
    )
