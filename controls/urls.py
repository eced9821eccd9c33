"""Pages of the controls room."""

from django.urls import path

from controls import views

urlpatterns = [
    path("", views.measure_list, name="list"),
    path("export.<extension:extension>", views.export, name="export"),
    path("new/<int:point_pk>/", views.add, name="add"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/remove/", views.remove, name="remove"),
    path("chain/<int:pk>/", views.chain, name="chain"),
    path("chain/point/<int:pk>/", views.override, name="override"),
    path("posts/<int:pk>/", views.post_matches, name="posts"),
]
