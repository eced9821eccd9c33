"""Nobody empties the table of frozen entries with one statement either."""

from django.db import migrations

from riskreg.append_only import refuse_truncate


class Migration(migrations.Migration):
    dependencies = [("registers", "0002_frozen_entries")]

    operations = [refuse_truncate("registers_editionentry")]
