"""The audit administrator's pages."""

from django.urls import path

from audit import views

urlpatterns = [
    path("", views.event_list, name="list"),
    path("export.<extension:extension>", views.export, name="export"),
    path("verify/", views.verify, name="verify"),
]
