from django.core.management import BaseCommand, CommandError

from reflections.capture.upkeep import lost, make_lost


class Command(BaseCommand):
    help = (
        "Count the photos and recordings whose pictures or playable sound are missing, and with --missing make them "
        "again from the files sent: after a restored backup, or a disk that lost files."
    )

    def add_arguments(self, parser):
        parser.add_argument("--missing", action="store_true", help="make again what is missing")

    def handle(self, *, missing, **options):
        if not missing:
            self.stdout.write(f"{sum(1 for _ in lost())} missing.")
            return
        whole, broken = make_lost()
        self.stdout.write(f"{whole} made again.")
        if broken:
            names = "\n".join(f"  {row._meta.verbose_name} {row.pk}" for row in broken)
            raise CommandError(f"{len(broken)} can't be made: the file sent is lost or damaged.\n{names}")
