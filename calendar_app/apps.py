from django.apps import AppConfig


class CalendarConfig(AppConfig):
    name = "calendar_app"
    label = "calendar"
    verbose_name = "Calendrier"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell governance how to show an opening and what to do with an outcome; put up the walls."""
        from calendar_app import frozen, openings
        from calendar_app.departures import frozen as departures
        from calendar_app.editorial import frozen as editorial
        from calendar_app.opening_pages import ballot_page
        from governance import subjects
        from journal.frozen import keep

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
        keep(*frozen.WALLS, *editorial.WALLS, *departures.WALLS)
