from io import StringIO

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command

from accounts.models import User
from config.demo.sign_ins import sign_ins
from config.management.commands.demo import sentence


class Command(BaseCommand):
    help = "Bring a development database up to date, as run.py does before it starts the site."

    def add_arguments(self, parser):
        parser.add_argument("--demo", action="store_true", help="load the demo hunt if nobody is here yet")

    def handle(self, *, demo, **options):
        """Standard output gets the demo's sign-ins alone: run.py shows them once the site answers."""
        if settings.PRODUCTION:
            raise CommandError("PRODUCTION is True: start this site as docs/running.md says, not with run.py.")
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        if demo and not User.objects.exists():
            self.stderr.write("Loading the demo hunt (once) …", self.style.SUCCESS)
            call_command("demo", stdout=StringIO())
        for person in sign_ins():
            self.stdout.write(f"  {sentence(person)}")
