from django.apps import AppConfig


class AssociationsConfig(AppConfig):
    name = "associations"
    label = "associations"
    verbose_name = "Associations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from allauth.account.signals import authentication_step_completed

        from associations.adapter import forget_unproven_password

        authentication_step_completed.connect(forget_unproven_password, dispatch_uid="forget_unproven_password")
