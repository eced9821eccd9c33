"""Addresses of the imports room."""

from django.urls import path

from imports.views import listing, results, steps

urlpatterns = [
    path("", listing.import_list, name="list"),
    path("export.<extension:extension>", listing.export, name="export"),
    path("upload/", listing.upload, name="upload"),
    path("synonyms/", listing.synonyms, name="synonyms"),
    path("synonyms/<int:pk>/remove/", listing.synonym_remove, name="synonym_remove"),
    path("<int:pk>/", results.detail, name="detail"),
    path("<int:pk>/sheet/", steps.sheet, name="sheet"),
    path("<int:pk>/columns/", steps.columns, name="columns"),
    path("<int:pk>/preview/", steps.preview, name="preview"),
    path("<int:pk>/apply/", results.apply, name="apply"),
    path("<int:pk>/undo/", results.undo, name="undo"),
    path("<int:pk>/report.json", results.report, name="report"),
]
