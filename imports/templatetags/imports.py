"""Where a record comes from, for the pages of the rooms below, which know nothing of imports."""

from __future__ import annotations

from django import template

from imports.enums import ImportState
from imports.models import Origin

register = template.Library()


@register.inclusion_tag("imports/_origins.html")
def origins(label: str, pk: int) -> dict[str, list[Origin]]:
    """Show the rows of files that made or changed the record, the newest first; nothing if people typed it."""
    found = Origin.objects.filter(label=label, object_id=pk, source__state=ImportState.APPLIED)
    return {
        "origins": list(found.select_related("source__applied_by").order_by("-source__applied_at", "row"))
    }
