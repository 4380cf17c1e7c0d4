from django.apps import AppConfig


class CharterConfig(AppConfig):
    name = "charter"
    label = "charter"
    verbose_name = "Textes"
    default_auto_field = "django.db.models.BigAutoField"
