"""The riskpoints room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RiskPointsConfig(AppConfig):
    name = "riskpoints"
    verbose_name = _("风险点")
