from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from allauth.account.signals import authentication_step_completed  # noqa: PLC0415 - needs loaded apps

        from accounts.signing_in import trust_the_address  # noqa: PLC0415

        authentication_step_completed.connect(trust_the_address, dispatch_uid="trust_the_address")
