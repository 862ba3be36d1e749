from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('streams', '0016_settled_version'),
    ]

    operations = [
        migrations.AddField(
            model_name='actionrun',
            name='gadget',
            field=models.CharField(blank=True, default='', help_text='Empty: not by an embed token.', max_length=50),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name='actionrun',
            name='origin',
            field=models.CharField(blank=True, help_text='The page that embeds the gadget.', max_length=255, verbose_name='page'),
        ),
    ]
