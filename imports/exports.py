"""The files brought in so far as a table."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from riskreg.phrases import listed
from riskreg.tables import Column


def _moment(name: str) -> Any:
    def local(row: Any) -> Any:
        at = getattr(row, name)
        return timezone.localtime(at) if at else None

    return local


COLUMNS: tuple[Column, ...] = (
    Column("institution", _("单位"), lambda row: str(row.institution), 24),
    Column("file", _("文件"), lambda row: row.file_name, 30),
    Column("sheet", _("工作表"), lambda row: listed(row.sheet_names()), 16),
    Column("kind", _("表格种类"), lambda row: listed(row.kinds()), 14),
    Column("state", _("状态"), lambda row: row.get_state_display(), 12),
    Column("uploaded_at", _("上传时间"), _moment("uploaded_at"), 20, "moment"),
    Column("uploaded_by", _("上传人"), lambda row: row.uploaded_by.name, 12),
    Column("applied_at", _("导入时间"), _moment("applied_at"), 20, "moment"),
    Column("undone_at", _("撤销时间"), _moment("undone_at"), 20, "moment"),
    Column("digest", _("摘要值"), lambda row: row.digest, 30),
)
