"""Pages of the riskpoints room."""

from django.urls import path

from riskpoints import views

urlpatterns = [
    path("", views.point_list, name="list"),
    path("export.<extension:extension>", views.export, name="export"),
    path("new/", views.create, name="create"),
    path("new/<int:power_pk>/", views.create, name="create"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/remove/", views.remove, name="remove"),
    path("place/<int:pk>/", views.place, name="place"),
    path("grade/<int:pk>/", views.grade, name="grade"),
    path("grade/<int:pk>/suggestion/", views.suggestion, name="suggestion"),
]
