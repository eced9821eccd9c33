"""The measures that rows name for a risk point, and who carries them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from controls.enums import ResponsibilityLevel as Level
from imports.plans.chains import effective
from imports.plans.drafting import Drafting
from imports.plans.entries import MEASURE, Entry
from imports.plans.places import Places
from powers.codes import Codes
from riskreg.names import name_key
from riskreg.phrases import listed


def stage_measures(draft: Drafting, places: Places, point: Entry, item: Any) -> None:
    """Add the measures that the risk point lacks. In: `item`, a register.Item; those the file lacks stay."""
    stored = draft.stored.parts.measures.get(point.pk or 0, [])
    known = {name_key(measure.words): measure for measure in stored}
    used = Codes(draft.stored.parts.codes_used.get((MEASURE, point.pk or 0), ()))
    settled = item.owners is None or _is_said(draft, places, point, item.owners)
    for title, row in item.measures.items():
        measure = known.get(name_key(title))
        if measure is None:
            values = {"risk_point": point, "code": used.next("M"), "title": title}
            measure = Entry(MEASURE, row=row, values=values, owner=point.owner, words=title)
            known[name_key(title)] = measure
        draft.add(measure)
        draft.speak_of(row, measure)
        if item.owners is not None and (measure.new or not settled):
            _say_responsible(draft, places, measure, item.owners, row)
    _tell_staying(draft, point, stored, item)


def _tell_staying(draft: Drafting, point: Entry, stored: Sequence[Entry], item: Any) -> None:
    """Say that measures which the file lacks stay, where it brings others: somebody may have worded them anew."""
    named = {name_key(title) for title in item.measures}
    known = {name_key(measure.words) for measure in stored}
    added = [row for title, row in item.measures.items() if name_key(title) not in known]
    staying = [measure.words for measure in stored if name_key(measure.words) not in named]
    if added and staying:
        message = _(
            "风险点“%(point)s”原有的措施表中没有写，仍然保留：%(titles)s。不再采用的，请在职权页面上删除。"
        )
        draft.warn(min(added), "measures", message % {"point": point.words, "titles": listed(staying)})


def _is_said(draft: Drafting, places: Places, point: Entry, owners: tuple[str, Entry]) -> bool:
    """Say whether all whom the cell names carry a measure of the point already, or stand as its staff."""
    measures = draft.stored.parts.measures.get(point.pk or 0, [])
    links = draft.stored.parts.links.get(point.owner.pk or 0, []) if point.owner else []
    carrying = {measure.stored["responsible"] for measure in measures} - {None}
    carrying = carrying or {effective(links, Level.STAFF, point)}
    named = {post.pk for post in places.named(*owners)}
    return bool(named) and named <= carrying


def _say_responsible(
    draft: Drafting, places: Places, measure: Entry, owners: tuple[str, Entry], row: int
) -> None:
    carries = measure.stored.get("responsible")
    if carries and carries in {post.pk for post in places.named(*owners)}:
        return
    post = places.post(*owners, "responsible", row)
    if post is not None:
        draft.say(measure, "responsible", post, row, "responsible")
