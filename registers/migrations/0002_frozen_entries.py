"""Frozen entries are never changed or deleted: the database refuses."""

from django.db import migrations

from riskreg.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("registers", "0001_initial")]

    operations = [append_only("registers_editionentry")]
