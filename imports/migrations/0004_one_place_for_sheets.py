"""What the list of sheets holds has no other place."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("imports", "0003_several_sheets")]

    operations = [
        migrations.RemoveField(model_name="import", name="kind"),
        migrations.RemoveField(model_name="import", name="sheet"),
        migrations.RemoveField(model_name="import", name="header_rows"),
        migrations.RemoveField(model_name="import", name="mapping"),
    ]
