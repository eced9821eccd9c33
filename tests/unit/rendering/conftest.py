"""Rendering needs settings only for the cache, translations and static files."""

from django.conf import settings

if not settings.configured:  # outside the project's own settings
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "riskreg.settings")
    import django

    django.setup()
