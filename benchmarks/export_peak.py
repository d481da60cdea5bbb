"""``python -m benchmarks.export_peak csv SLUG``: export a programme in this process, print its peak in megabytes.

``BENCHMARK_DATABASE`` is a JSON object with the changes to the settings' default database.
"""

import json
import os
import resource
import sys
from pathlib import Path

import django
from django.conf import settings

STATUS = Path("/proc/self/status")


def peak_in_megabytes():
    """On Linux from the kernel's own mark: getrusage() there also counts what the parent held when it started us."""
    if STATUS.exists():
        return int(STATUS.read_text().split("VmHWM:")[1].split()[0]) / 1024
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def main(kind, slug):
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    settings.DATABASES["default"] |= json.loads(os.environ["BENCHMARK_DATABASE"])
    django.setup()
    from benchmarks.exports import write
    from hunts.models import Programme

    write(kind, Programme.objects.get(slug=slug))
    sys.stdout.write(str(peak_in_megabytes()))


if __name__ == "__main__":
    main(*sys.argv[1:])
