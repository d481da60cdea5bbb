"""The one place that knows who does our background work: django-tasks with its database backend.

With Django 6 the first import becomes ``django.tasks``.
"""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

__all__ = ["forget_finished", "is_anything_waiting", "reap", "task", "under_way"]

# Nothing we do takes a worker that long: whoever began it was killed, or cut from power.
KILLED_AFTER = timedelta(minutes=10)
# Work that has ended so many workers is not given to another.
MOST_WORKERS = 3
FORGOTTEN_AFTER = timedelta(days=7)


def is_anything_waiting():
    return DBTaskResult.objects.ready().exists()


def under_way(work):
    """The arguments of every call of the task ``work`` that waits or runs, as a set of tuples."""
    open_ones = Q(status=TaskResultStatus.READY) | Q(status=TaskResultStatus.RUNNING)
    calls = DBTaskResult.objects.filter(open_ones, task_path=work.module_path).values_list("args_kwargs", flat=True)
    return {tuple(call["args"]) for call in calls}


def reap(older_than=KILLED_AFTER):
    """Put back what workers that were killed had begun, which would say that it runs for ever; return the arguments
    of each call that ended one worker too many, which is given up."""
    begun = DBTaskResult.objects.running().filter(started_at__lte=timezone.now() - older_than)
    return [call.args_kwargs["args"] for call in begun if not put_back(call)]


def put_back(call):
    """Whether the call may run again. Another process may have put it back, or it may just have ended."""
    unchanged = DBTaskResult.objects.running().filter(pk=call.pk, started_at=call.started_at)
    if len(call.worker_ids) < MOST_WORKERS:
        unchanged.update(status=TaskResultStatus.READY)
        return True
    ended = {"status": TaskResultStatus.FAILED, "finished_at": timezone.now()}
    return not unchanged.update(**ended, traceback="The workers that ran this were killed.")


def forget_finished(older_than=FORGOTTEN_AFTER):
    DBTaskResult.objects.finished().filter(finished_at__lte=timezone.now() - older_than).delete()
