"""What came of an import, from its report to values for the template."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from imports import permissions, wizard
from imports.enums import ImportState, Kind
from imports.models import Import

LINES_SHOWN = 100
THINGS = (
    ("units", _("科室")),
    ("posts", _("岗位")),
    ("people", _("人员")),
    ("powers", _("职权")),
    ("steps", _("环节")),
    ("risk_points", _("风险点")),
    ("measures", _("防控措施")),
)
ACTS = (
    ("created", pgettext_lazy("rows", "新增")),
    ("updated", pgettext_lazy("rows", "有变化")),
    ("unchanged", pgettext_lazy("rows", "没有变化")),
)


def context(source: Import, user: Any) -> dict[str, Any]:
    """Return what the page shows of a written import."""
    report = source.report
    counts = [
        (label, [report.get(act, {}).get(name, 0) for act, _label in ACTS])
        for name, label in THINGS
        if any(report.get(act, {}).get(name, 0) for act, _label in ACTS)
    ]
    rejected, warnings = report.get("rejected", []), report.get("warnings", [])
    return {
        "source": source,
        "steps": wizard.stepper("detail"),
        "acts": [label for _name, label in ACTS],
        "counts": counts,
        "rows_read": report.get("rows_read", 0),
        "sheets": _sheets(source),
        "rejected": wizard.findings(rejected[:LINES_SHOWN]),
        "warnings": wizard.findings(warnings[:LINES_SHOWN]),
        "more": max(0, len(rejected) - LINES_SHOWN) + max(0, len(warnings) - LINES_SHOWN),
        "undone": source.state == ImportState.UNDONE,
        "may_undo": bool(permissions.can_undo(user, source)),
    }


def _sheets(source: Import) -> list[tuple[str, str, int]]:
    """Return the sheets that were read: name, kind in words, rows; no rows for reports that do not tell."""
    read = {one["sheet"]: one["rows_read"] for one in source.report.get("sheets", ())}
    return [(one["sheet"], str(Kind(one["kind"]).label), read.get(one["sheet"], 0)) for one in source.sheets]
