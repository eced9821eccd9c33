"""Closed lists of the imports room."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from imports.fields import TableKind


class Kind(TextChoices):
    """What a sheet lists (imports.fields.TableKind), in words."""

    REGISTER = TableKind.REGISTER.value, _("廉政风险点登记表")
    POWERS = TableKind.POWERS.value, _("职权目录（权责清单）")
    STEPS = TableKind.STEPS.value, _("流程环节表")
    PEOPLE = TableKind.PEOPLE.value, _("岗位人员表")


class ImportState(TextChoices):
    UPLOADED = "uploaded", _("已上传")
    PREVIEWED = "previewed", _("已预览")
    APPLIED = "applied", pgettext_lazy("import", "已导入")
    UNDONE = "undone", _("已撤销导入")
    FAILED = "failed", _("导入失败")


class Act(TextChoices):
    """What an import did to a record."""

    CREATED = "created", _("新增")
    CHANGED = "changed", _("修改")
    REMOVED = "removed", _("删除")
