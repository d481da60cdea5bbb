import logging
import time

from django.core.management import BaseCommand
from django.db import InterfaceError, OperationalError, close_old_connections
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from reflections.capture.tasks import is_anything_waiting
from reflections.capture.upkeep import tidy

logger = logging.getLogger(__name__)

TIDY_EVERY = 300
SECONDS_WITHOUT_DATABASE = 5


class Command(BaseCommand):
    help = "Make pictures and sounds of what was sent, and tidy up, until it is stopped. The site works without it."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="tidy, do what waits, and end")

    def handle(self, *, once, **options):
        worker = make_worker()
        worker.configure_signals()
        if once:
            tidy()
            worker.run()
            return
        due = 0.0
        while worker.running:
            due = one_round(worker, due)


def make_worker():
    """The library's worker, which ends when nothing waits, so that we can tidy in between."""
    return Worker(
        queue_names=["default"],
        excluded_queue_names=[],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
    )


def one_round(worker, due):
    """Tidy if that is due and do what waits; return when to tidy next, by the monotonic clock."""
    try:
        close_old_connections()
        if time.monotonic() >= due:
            tidy()
            due = time.monotonic() + TIDY_EVERY
        # A look alone: the library's own, once a second, would lock all of an SQLite database for it.
        if is_anything_waiting():
            worker.run()
    except (OperationalError, InterfaceError) as fault:
        logger.warning("The worker can't reach the database and tries again: %s", type(fault).__name__)
        time.sleep(SECONDS_WITHOUT_DATABASE)
    if worker.running:
        time.sleep(1)
    return due
