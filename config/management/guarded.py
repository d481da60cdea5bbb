"""What commands that add sample people to a site have in common."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils.crypto import get_random_string

from config.demo.accounts import DEMO_PASSWORD


class SampleDataCommand(BaseCommand):
    """Refuses to run on a production site, where people could sign in with a password everybody knows."""

    def add_arguments(self, parser):
        parser.add_argument(
            "--yes-on-this-site",
            action="store_true",
            help="load it on a production site as well; its accounts then get passwords nobody else knows",
        )

    def execute(self, *args, **options):
        if settings.PRODUCTION and not options.get("yes_on_this_site"):
            raise CommandError(
                "This is a production site. This command adds people who can sign in; to run it all the same, "
                "add --yes-on-this-site."
            )
        return super().execute(*args, **options)


def make_password():
    """The public password, or on a production site one that nobody knows yet."""
    return get_random_string(20) if settings.PRODUCTION else DEMO_PASSWORD


def sign_in_page():
    return settings.SITE_URL + reverse("account_login")
