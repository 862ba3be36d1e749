from django.db import migrations


def create_audiences(apps, schema_editor):
    """Everybody and signed-in people: every installation has them, and a first source can name one at once."""
    audiences = apps.get_model("streams", "Audience").objects.using(schema_editor.connection.alias)
    for kind in ("public", "members"):
        audiences.get_or_create(kind=kind)


class Migration(migrations.Migration):
    dependencies = [("streams", "0001_initial")]

    operations = [migrations.RunPython(create_audiences, migrations.RunPython.noop, elidable=True)]
