"""Pages of the powers room; `dossiers.urls` adds to the same namespace."""

from django.urls import path

from powers.views import (
    catalogue,
    categories,
    chart,
    drafting,
    drawing,
    editing,
    exchange,
    overview,
    pasting,
    starting,
)

urlpatterns = [
    path("", catalogue.power_list, name="list"),
    path("export.<extension:extension>", catalogue.export, name="export"),
    path("map/", overview.overview_map, name="map"),
    path("map/download/", overview.overview_file, name="map_file"),
    path("new/", editing.create, name="create"),
    path("categories/", categories.categories, name="categories"),
    path("categories/new/", categories.category_form, name="category_create"),
    path("categories/<int:pk>/", categories.category_form, name="category_edit"),
    path("<int:pk>/edit/", editing.edit, name="edit"),
    path("<int:pk>/chart/", chart.edit_chart, name="chart"),
    path("<int:pk>/chart/preview/", chart.preview, name="chart_preview"),
    path("<int:pk>/chart/paste/", pasting.pasted, name="chart_paste"),
    path("<int:pk>/chart/draft/", drafting.keep_draft, name="chart_draft"),
    path("<int:pk>/chart/draft/discard/", drafting.discard_draft, name="chart_draft_discard"),
    path("<int:pk>/chart/start/", starting.start, name="chart_start"),
    path("<int:pk>/chart/start/use/", starting.use, name="chart_use"),
    path("<int:pk>/chart/download/", drawing.download, name="chart_svg"),
    path("<int:pk>/chart/bpmn/", exchange.bpmn, name="chart_bpmn"),
    path("<int:pk>/chart/mermaid/", exchange.mermaid, name="chart_mermaid"),
    path("<int:pk>/chart/dot/", exchange.dot, name="chart_dot"),
    path("<int:pk>/chart/import/", exchange.import_chart, name="chart_import"),
]
