"""The dossiers room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DossiersConfig(AppConfig):
    name = "dossiers"
    verbose_name = _("职权档案")

    def ready(self) -> None:
        """Have what a dossier lacks judged at the end of every operation that changed it."""
        from dossiers.standing import settle
        from riskreg.guarded import before_commit

        before_commit(settle)
