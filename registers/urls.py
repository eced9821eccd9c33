"""Pages of the registers room."""

from importlib import import_module
from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, path

from registers.views import asking, coverage, detail, listing, reading, reviewing

urlpatterns: list[URLPattern | URLResolver] = [
    path("", listing.edition_list, name="list"),
    path("export.<extension:extension>", listing.export, name="export"),
    path("open/", listing.open_edition, name="open"),
    path("coverage/<int:institution_pk>/", coverage.coverage, name="coverage"),
    path("coverage/<int:institution_pk>/rules/", coverage.coverage_rules, name="coverage_rules"),
    path(
        "coverage/<int:institution_pk>/coverage.<extension:extension>",
        coverage.coverage_file,
        name="coverage_file",
    ),
    path("<int:pk>/", detail.detail, name="detail"),
    path("<int:pk>/move/<slug:name>/", detail.move, name="move"),
    path("<int:pk>/display/", detail.display, name="display"),
    path("<int:pk>/notice/", reading.notice, name="notice"),
    path("<int:pk>/consultations/add/", asking.consultation, name="consultation_add"),
    path("<int:pk>/consultations/<int:row>/", asking.consultation, name="consultation_edit"),
    path("<int:pk>/opinions/", asking.opinions, name="opinions"),
    path("<int:pk>/opinions/export.<extension:extension>", asking.opinions_export, name="opinions_export"),
    path("<int:pk>/opinions/add/", asking.opinion, name="opinion_add"),
    path("<int:pk>/opinions/dispose/", asking.dispose, name="dispose"),
    path("<int:pk>/opinions/<int:row>/", asking.opinion, name="opinion_edit"),
    path("<int:pk>/meeting/", detail.meeting, name="meeting"),
    path("<int:pk>/resolutions/", reviewing.resolutions, name="resolutions"),
    path("<int:pk>/approve/", detail.approve, name="approve"),
    path("<int:pk>/file/", detail.file, name="file"),
    path("<int:pk>/publish/", detail.publish, name="publish"),
    path("<int:pk>/compare/", reading.compare, name="compare"),
    path("<int:pk>/entries/<int:entry_pk>/", reading.entry, name="entry"),
]

if find_spec("registers.urls_exports"):
    urlpatterns += import_module("registers.urls_exports").urlpatterns
