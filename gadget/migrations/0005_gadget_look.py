from django.db import migrations, models

import gadget.look


class Migration(migrations.Migration):
    dependencies = [("gadget", "0004_gadget_use")]

    operations = [
        migrations.AddField(
            model_name="gadget",
            name="look",
            field=models.JSONField(blank=True, default=dict, validators=[gadget.look.check_look]),
        )
    ]
