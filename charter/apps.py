from django.apps import AppConfig


class CharterConfig(AppConfig):
    name = "charter"
    label = "charter"
    verbose_name = "Textes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell governance, which knows nothing of charters, how to show a version and what to do with an outcome."""
        from charter import transitions
        from charter.pages import ballot_page
        from governance import subjects

        subjects.register(
            transitions.SUBJECT,
            subjects.Subject("charter/_ballot_text.html", ballot_page, transitions.take_outcome),
        )
