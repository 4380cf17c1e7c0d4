from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CalendarConfig(AppConfig):
    name = "calendar_app"
    label = "calendar"
    verbose_name = "Calendrier"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell governance how to show an opening and what to do with an outcome; keep the triggers."""
        from calendar_app import openings
        from calendar_app.frozen import install
        from calendar_app.opening_pages import ballot_page
        from governance import subjects

        subjects.register(
            openings.SUBJECT,
            subjects.Subject(
                "calendar/_opening_ballot.html",
                ballot_page,
                openings.take_outcome,
                offered=openings.offered,
                put_to_vote=openings.put_to_vote,
            ),
        )
        post_migrate.connect(install, sender=self, dispatch_uid="calendar-frozen")
