from django.apps import AppConfig


class CalendarConfig(AppConfig):
    name = "calendar_app"
    label = "calendar"
    verbose_name = "Calendrier"
    default_auto_field = "django.db.models.BigAutoField"
