"""The registers room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistersConfig(AppConfig):
    name = "registers"
    verbose_name = _("年度登记册")

    def ready(self) -> None:
        from audit import verifiers
        from registers.verifying import problems

        verifiers.register("registers", problems)
