"""Where each room's pages hang."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from riskreg.health import healthz


def _patterns(*modules: str) -> list[URLPattern | URLResolver]:
    found: list[URLPattern | URLResolver] = []
    for module in modules:
        if find_spec(module):
            found += import_module(module).urlpatterns
    return found


urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("accounts/", include((_patterns("organisation.urls_accounts"), "accounts"))),
    path("admin-office/", include((_patterns("organisation.urls"), "organisation"))),
    path("audit/", include((_patterns("audit.urls"), "audit"))),
    path("powers/", include((_patterns("dossiers.urls", "powers.urls"), "powers"))),
    path("risk-points/", include((_patterns("riskpoints.urls"), "riskpoints"))),
    path("controls/", include((_patterns("controls.urls"), "controls"))),
    path("registers/", include((_patterns("registers.urls"), "registers"))),
    path("styleguide/", include((_patterns("riskreg.styleguide_urls"), "styleguide"))),
    path("", include((_patterns("portal.urls"), "portal"))),
]
