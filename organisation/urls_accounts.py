"""Signing in and out."""

from django.urls import path

from organisation.views import accounts

urlpatterns = [
    path("login/", accounts.sign_in, name="login"),
    path("logout/", accounts.sign_out, name="logout"),
    path("password/", accounts.password, name="password"),
    path("profile/", accounts.profile, name="profile"),
]
