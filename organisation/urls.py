"""The offices of the system and the security administrator."""

from django.urls import path

from organisation.views import people, security, system

urlpatterns = [
    path("", system.home, name="home"),
    path("institutions/new/", system.institution_form, name="institution_create"),
    path("institutions/<int:pk>/", system.institution, name="institution"),
    path("institutions/<int:pk>/edit/", system.institution_form, name="institution_edit"),
    path("units/<int:parent_pk>/new/", system.unit_add, name="unit_add"),
    path("units/<int:pk>/edit/", system.unit_edit, name="unit_edit"),
    path("units/<int:pk>/move/", system.unit_move, name="unit_move"),
    path("units/<int:pk>/abolish/", system.unit_abolish, name="unit_abolish"),
    path("units/<int:unit_pk>/posts/new/", system.post_add, name="post_add"),
    path("posts/<int:pk>/edit/", system.post_edit, name="post_edit"),
    path("posts/<int:pk>/abolish/", system.post_abolish, name="post_abolish"),
    path("posts/<int:pk>/assign/", system.post_assign, name="post_assign"),
    path("calendar/<int:year>/", system.calendar, name="calendar"),
    path("calendar/days/<int:pk>/remove/", system.calendar_remove, name="calendar_remove"),
    path("accounts/", people.account_list, name="accounts"),
    path("accounts/export.<extension:extension>", people.account_export, name="account_export"),
    path("accounts/new/", people.account_create, name="account_create"),
    path("accounts/<int:pk>/edit/", people.account_edit, name="account_edit"),
    path("accounts/<int:pk>/active/", people.account_active, name="account_active"),
    path("accounts/<int:pk>/reset/", people.account_reset, name="account_reset"),
    path("grants/", security.grants, name="grants"),
    path("grants/system-role/", security.system_role, name="system_role"),
    path("grants/<int:pk>/", security.institution_grants, name="institution_grants"),
    path("grants/<int:pk>/export.<extension:extension>", security.grants_export, name="grants_export"),
    path("grants/units/<int:pk>/revoke/", security.revoke, name="revoke"),
]
