"""Starts the site and its worker by forking a process that has loaded Django already: in a fifth of a second rather
than in three, so that they can be killed often. What runs is what ``run.py`` runs: granian with the same options, and
``manage.py worker``."""

import os
import signal
import sys
import traceback
from contextlib import suppress

import django

from chaos.talking import answer_questions

running: dict[str, int] = {}


def load():
    """All that the first request would load. Nothing stays open that a fork must not share."""
    django.setup()
    from django.db import connections
    from django.template.loader import get_template
    from django.urls import get_resolver
    from granian import Granian  # noqa: F401
    from PIL import Image

    import config.wsgi  # noqa: F401

    Image.init()
    get_resolver().url_patterns  # noqa: B018
    for name in ("base.html", "hunts/personal_link.html", "reflections/queue_import.html"):
        get_template(name)
    connections.close_all()


def serve(port):
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    options = {"address": "127.0.0.1", "port": port, "blocking_threads": 4, "log_level": LogLevels.warning}
    Granian("config.wsgi:application", interface=Interfaces.WSGI, **options).serve()


def work():
    from django.core.management import call_command

    os.nice(10)
    call_command("worker")


def start(port, worker):
    """Answer with the ids of the process groups that are to be killed."""
    running["site"] = fork(serve, port)
    if worker and "worker" not in running:
        running["worker"] = fork(work)
    return running


def fork(run, *arguments):
    pid = os.fork()
    if pid:
        return pid
    os.setsid()
    with open(os.devnull) as nothing:
        os.dup2(nothing.fileno(), 0)
    os.dup2(2, 1)
    try:
        run(*arguments)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(1)


def kill(names):
    """Kill -9, and wait until they are gone."""
    for name in names:
        if pid := running.pop(name, None):
            with suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
    return running


if __name__ == "__main__":
    load()
    try:
        answer_questions({"start": start, "kill": kill})
    finally:
        kill(list(running))
        sys.stderr.flush()
