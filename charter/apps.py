from django.apps import AppConfig


class CharterConfig(AppConfig):
    name = "charter"
    label = "charter"
    verbose_name = "Textes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell governance how to show a version and what to do with an outcome, and the database what never changes."""
        from charter import frozen, repealing, signed, transitions
        from charter.pages import ballot_page, repeal_page
        from governance import subjects
        from journal.frozen import keep

        subjects.register(
            transitions.SUBJECT,
            subjects.Subject(
                "charter/_ballot_text.html",
                ballot_page,
                transitions.take_outcome,
                transitions.offered,
                transitions.put_to_vote,
                transitions.author,
            ),
        )
        subjects.register(
            repealing.SUBJECT,
            subjects.Subject(
                "charter/_ballot_repeal.html",
                repeal_page,
                repealing.take_outcome,
                repealing.offered,
                repealing.put_to_vote,
                repealing.author,
            ),
        )
        keep(*frozen.WALLS, *signed.WALLS)
