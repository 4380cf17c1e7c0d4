"""Those whose messages are moderated are outside the house: the moderation charters that exist become public."""

from django.db import migrations


def open_them(apps, schema_editor):
    """As new ones are from now on; an association closes its own in one click."""
    apps.get_model("charter", "Charter")._base_manager.filter(kind="moderation").update(is_public=True)


def close_them(apps, schema_editor):
    """Back to no public text."""
    apps.get_model("charter", "Charter")._base_manager.update(is_public=False)


class Migration(migrations.Migration):
    dependencies = [("charter", "0009_public_texts_and_word_imports")]

    operations = [migrations.RunPython(open_them, close_them)]
