"""Closed lists of the organisation room."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class UnitKind(TextChoices):
    INSTITUTION = "institution", _("单位")
    LEADERSHIP = "leadership", _("领导班子")
    SECTION = "section", _("业务科室")
    DIVISION = "division", _("处室")
    STATION = "station", _("基层站所")


class PostLevel(TextChoices):
    PRINCIPAL = "principal", _("主要领导")
    DEPUTY = "deputy", _("副职领导")
    UNIT_HEAD = "unit_head", _("科室负责人")
    STAFF = "staff", _("工作人员")


class SystemRole(TextChoices):
    """The three administrators (三员). One column on the account, so nobody can hold two."""

    SYSTEM = "sysadmin", _("系统管理员")
    SECURITY = "secadmin", _("安全管理员")
    AUDIT = "auditor", _("审计管理员")
