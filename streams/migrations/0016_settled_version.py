from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('streams', '0015_scripts_of_actions'),
    ]

    operations = [
        migrations.AddField(
            model_name='version',
            name='settled',
            field=models.PositiveBigIntegerField(default=0),
        ),
    ]
