from django.core.management.base import BaseCommand

from visits.models import HostImport


class Command(BaseCommand):
    help = "Forget files of hosts that were sent more than a day ago and not imported; they hold contacts."

    def handle(self, **options):
        HostImport.objects.left_over().delete()
