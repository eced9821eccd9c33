"""Addresses of the portal."""

from django.urls import path

from portal.views import hanging, overview, reading

urlpatterns = [
    path("", reading.home, name="home"),
    path("public/powers.<extension:extension>", reading.export, name="export"),
    path("public/<slug:institution>/grades/", reading.grades, name="grades"),
    path("public/<slug:institution>/map/", overview.overview_map, name="map"),
    path("public/<slug:institution>/map/download/", overview.overview_file, name="map_file"),
    path("public/<slug:institution>/register.pdf", reading.book, name="book"),
    path("public/<slug:institution>/unit/<str:unit>/posters.pdf", hanging.unit_poster, name="unit_poster"),
    path("public/<slug:institution>/unit/<str:unit>/sheets.pdf", hanging.unit_board, name="unit_board"),
    path("public/<slug:institution>/unit/<str:unit>/slides/", hanging.unit_slides, name="unit_slides"),
    path("public/<slug:institution>/<str:code>/", reading.power, name="power"),
    path("public/<slug:institution>/<str:code>/chart.svg", reading.chart, name="chart"),
    path("public/<slug:institution>/<str:code>/poster.pdf", hanging.poster, name="poster"),
    path("public/<slug:institution>/<str:code>/sheet.pdf", hanging.board, name="board"),
    path("public/<slug:institution>/<str:code>/slides/", hanging.slides, name="slides"),
    path("public/<slug:institution>/<str:code>/embed.svg", hanging.embed, name="embed"),
]
