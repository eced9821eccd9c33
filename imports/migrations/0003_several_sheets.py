"""An import takes several sheets: how each is read goes into one list, and every origin names its sheet."""

from typing import Any

from django.db import migrations, models


def move(apps: Any, _schema: Any) -> None:
    """Put what was chosen for the one sheet into the list, and its name into the origins."""
    for row in apps.get_model("imports", "Import").objects.exclude(sheet="").iterator():
        answers = dict(row.answers)
        row.sheets = [
            {
                "sheet": row.sheet,
                "header": row.header_rows or [1, 1],
                "kind": row.kind,
                "mapping": row.mapping,
                "kept": answers.pop("kept", []),
                "cells": answers.pop("cells", {}),
            }
        ]
        row.answers = answers
        row.save(update_fields=["sheets", "answers"])
        apps.get_model("imports", "Origin").objects.filter(source=row).update(sheet=row.sheet)


class Migration(migrations.Migration):
    dependencies = [("imports", "0002_origins_of_removed_ways")]

    operations = [
        migrations.AddField(
            model_name="import",
            name="sheets",
            field=models.JSONField(blank=True, default=list, verbose_name="工作表"),
        ),
        migrations.AddField(
            model_name="origin",
            name="sheet",
            field=models.CharField(blank=True, max_length=255, verbose_name="工作表"),
        ),
        migrations.RunPython(move, migrations.RunPython.noop, elidable=True),
    ]
