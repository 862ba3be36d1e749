from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):

    dependencies = [
        ('streams', '0023_merging'),
    ]

    operations = [
        migrations.AddField(
            model_name='actionrun',
            name='shown_until',
            field=models.DateTimeField(blank=True, help_text='Until when who pressed is told how it ended; empty: told at once, or read.', null=True),
        ),
        migrations.RemoveIndex(
            model_name='actionrun',
            name='run_at_source',
        ),
        migrations.AddIndex(
            model_name='actionrun',
            index=models.Index(condition=Q(('undone', None), ('rel__gt', '')), fields=['entity', 'action'], name='run_at_source'),
        ),
    ]
