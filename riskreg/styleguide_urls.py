"""Where the component page hangs."""

from django.urls import path

from riskreg.styleguide import styleguide

urlpatterns = [path("", styleguide, name="home")]
