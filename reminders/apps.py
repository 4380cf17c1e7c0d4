from django.apps import AppConfig


class RemindersConfig(AppConfig):
    name = "reminders"
    label = "reminders"
    verbose_name = "Relances"
    default_auto_field = "django.db.models.BigAutoField"
