from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    name = "governance"
    label = "governance"
    verbose_name = "Décisions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Keep the walls of this room, and know its own subject: a resolution of an agenda."""
        from governance import frozen, resolutions, rolls, sealed, subjects
        from journal.frozen import keep

        subjects.register(resolutions.SUBJECT, resolutions.subject())
        keep(*rolls.WALLS, *frozen.WALLS, *sealed.WALLS)
