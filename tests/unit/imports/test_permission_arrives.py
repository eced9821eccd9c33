"""Who was register administrator before imports existed may import after the upgrade."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission

from imports import permissions
from organisation.models import UnitGroupPermission, User
from tests.scenarios import Cast
from tests.unit.imports.tables import ours

pytestmark = pytest.mark.django_db


def may(cast: Cast) -> list[str]:
    return [
        name
        for name, person in cast.people().items()
        if permissions.can_import(User.objects.get(pk=person.pk), ours(cast))
    ]


def test_the_migration_gives_register_administrators_the_permission_and_takes_it_back(cast: Cast) -> None:
    migration = import_module("organisation.migrations.0002_register_administrators_import")
    Permission.objects.filter(codename="import_register").delete()
    assert may(cast) == []
    migration.give(apps, None)
    migration.give(apps, None)
    assert may(cast) == ["registrar"]
    assert UnitGroupPermission.objects.filter(permission__codename="import_register").count() == 1
    migration.take(apps, None)
    assert may(cast) == []
