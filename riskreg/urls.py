"""Where each room's pages hang."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

import dossiers.urls
import powers.urls
from riskreg.health import healthz

# One namespace for one thing: what people call a dossier lives in two rooms (ADR 2).
dossier_pages = [*dossiers.urls.urlpatterns, *powers.urls.urlpatterns]

handler500 = "riskreg.errors.server_error"

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("i18n/setlang/", login_not_required(set_language), name="set_language"),
    path("accounts/", include(("organisation.urls_accounts", "accounts"))),
    path("admin-office/", include(("organisation.urls", "organisation"))),
    path("audit/", include(("audit.urls", "audit"))),
    path("powers/", include((dossier_pages, "powers"))),
    path("risk-points/", include(("riskpoints.urls", "riskpoints"))),
    path("controls/", include(("controls.urls", "controls"))),
    path("registers/", include(("registers.urls", "registers"))),
    path("imports/", include(("imports.urls", "imports"))),
    path("styleguide/", include(("riskreg.styleguide_urls", "styleguide"))),
    path("", include(("portal.urls", "portal"))),
]
