from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CalendarConfig(AppConfig):
    name = "calendar_app"
    label = "calendar"
    verbose_name = "Calendrier"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from calendar_app.frozen import install

        post_migrate.connect(install, sender=self, dispatch_uid="calendar-frozen")
