from django.core.management import BaseCommand

from reflections.capture.upkeep import tidy


class Command(BaseCommand):
    help = "Remove what broken-off uploads have left, and queue again what was not made. The worker does so by itself."

    def handle(self, **options):
        done = tidy()
        self.stdout.write(
            f"{done.files} unfinished files and {done.pieces} pieces removed, "
            f"{done.enqueued} photos and recordings queued."
        )
