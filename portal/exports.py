"""The published powers as a table."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from riskreg.tables import Column

COLUMNS: tuple[Column, ...] = (
    Column("institution", _("单位"), lambda entry: entry.edition.institution.name, 28),
    Column("edition", _("册号"), lambda entry: entry.edition.label, 12),
    Column("code", _("职权编码"), lambda entry: entry.code, 16),
    Column("name", _("职权名称"), lambda entry: entry.name, 36),
    Column("category", _("职权类别"), lambda entry: entry.category_name, 16),
    Column("unit", _("承办机构"), lambda entry: entry.unit_name, 20),
    Column("grade", _("风险等级"), lambda entry: entry.grade, 10),
)
