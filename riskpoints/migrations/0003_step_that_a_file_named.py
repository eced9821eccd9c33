from django.db import migrations, models

STEP = {"blank": True, "default": "", "editable": False, "max_length": 60, "verbose_name": "表中写的环节"}


class Migration(migrations.Migration):
    dependencies = [("riskpoints", "0002_order_by_number")]

    operations = [
        migrations.AddField(
            model_name="historicalriskpoint", name="imported_step", field=models.CharField(**STEP)
        ),
        migrations.AddField(model_name="riskpoint", name="imported_step", field=models.CharField(**STEP)),
    ]
