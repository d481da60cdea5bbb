"""The site of one lane: a real server and its worker on a throw-away database and folder."""

import json
import os
import re
import socket
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from chaos.talking import ROOT, Child

SECONDS_TO_START = 15
# Small enough for phones to reach, large enough for whatever one run sends.
QUOTA_REFLECTIONS, QUOTA_MEGABYTES = 40, 24


def environment_of(folder, database, port):
    """Settings by the environment alone, whatever a developer's shell or ``.env`` says."""
    example = (ROOT / ".env.example").read_text()
    blank = dict.fromkeys(re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE), "")
    return os.environ | blank | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DEBUG": "False",
        "DATABASE_URL": database,
        "MEDIA_ROOT": str(folder / "media"),
        "SITE_URL": f"http://127.0.0.1:{port}",
        "QUOTA_REFLECTIONS": str(QUOTA_REFLECTIONS),
        "QUOTA_MEGABYTES": str(QUOTA_MEGABYTES),
        "PYTHONUNBUFFERED": "1",
    }  # fmt: skip


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@dataclass
class Site:
    folder: Path
    environment: dict
    port: int
    kills: int = 0
    groups: dict = field(default_factory=dict)

    def __post_init__(self):
        self.log = (self.folder / "site.log").open("w")
        self.warm = Child("chaos.warm_site", self.environment, self.log)

    def start(self):
        """Start what does not run; return the id of the process group that is the server."""
        self.groups = self.warm.ask("start", port=self.port, worker=True)
        self.wait_until_healthy()
        return self.groups["site"]

    def wait_until_healthy(self):
        until = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < until:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5):
                    return
            except OSError:
                time.sleep(0.02)
        raise RuntimeError(f"The site did not start:\n{Path(self.log.name).read_text()[-4000:]}")

    def kill(self, *names):
        self.kills += "site" in names
        self.groups = self.warm.ask("kill", names=list(names))

    def end(self):
        self.warm.end()
        self.log.close()

    def faults(self):
        """Requests that ended in an error of the site's own, from its log."""
        found = []
        for line in Path(self.log.name).read_text().splitlines():
            if '"level": "error"' in line or "Traceback" in line:
                found.append(summary(line))
        return found


def summary(line):
    try:
        fields = json.loads(line)
    except ValueError:
        return line
    return json.dumps({key: fields[key] for key in fields if key not in {"time", "level", "request_id"}})
