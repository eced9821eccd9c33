"""The mechanisms every room shares."""

from django.apps import AppConfig


class RiskregConfig(AppConfig):
    name = "riskreg"
    verbose_name = "riskreg"

    def ready(self) -> None:
        from riskreg.rendering import checks  # noqa: F401 - registers the start-up checks
