from django.db import migrations

from streams.publishing import facets

BATCH = 1000
COLUMNS = ["issue_key", "is_bot", "search"]


def fill(apps, schema_editor):
    """What filters read, for the activities that are stored already."""
    activities = apps.get_model("streams", "Activity").objects.using(schema_editor.connection.alias).order_by("pk")
    last = 0
    while batch := list(activities.filter(pk__gt=last)[:BATCH]):
        for activity in batch:
            facets.derive(activity)
            activity.is_bot = facets.is_bot(activity.actor_username)
        activities.bulk_update(batch, COLUMNS, batch_size=200)
        last = batch[-1].pk


class Migration(migrations.Migration):
    dependencies = [("streams", "0003_filters")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
