"""Several who do something at one moment."""

import threading

from django.db import connection


def at_one_moment(count, work):
    """Run ``work`` in ``count`` threads that start together; return their results, or the errors they raised."""
    start, results = threading.Barrier(count), []

    def run():
        try:
            start.wait(timeout=20)
            results.append(work())
        except Exception as error:
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results
