"""Addresses of the portal."""

from django.urls import path

from portal import views

urlpatterns = [
    path("", views.home, name="home"),
    path("public/<slug:institution>/grades/", views.grades, name="grades"),
    path("public/<slug:institution>/register.pdf", views.book, name="book"),
    path("public/<slug:institution>/<str:code>/", views.power, name="power"),
    path("public/<slug:institution>/<str:code>/chart.svg", views.chart, name="chart"),
]
