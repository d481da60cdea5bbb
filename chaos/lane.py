"""One lane: a site, a steward and some phones at once; carries what the phones ask for to those who can do it."""

import json
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from chaos import databases
from chaos.material import make_material
from chaos.site import Site, environment_of, free_port
from chaos.talking import ROOT, Child


@dataclass
class Outcome:
    """What the runs of a lane came to."""

    runs: int = 0
    entries: int = 0
    parts: int = 0
    kills: int = 0
    requests: int = 0
    troubles: Counter = field(default_factory=Counter)
    findings: list = field(default_factory=list)
    faults: list = field(default_factory=list)

    def __add__(self, other):
        return Outcome(**{name: value + getattr(other, name) for name, value in vars(self).items()})


class Lane:
    """``runs`` are numbers; ``plan`` is what all lanes share: seed, client, phones at once."""

    def __init__(self, runs, plan, new_database):
        self.runs, self.plan, self.new_database = runs, plan, new_database
        self.outcome, self.made, self.too_soon, self.phones = Outcome(), [], set(), None

    def go(self):
        """Run everything and return the Outcome. The folder goes with it."""
        with ExitStack() as ends:
            folder = Path(ends.enter_context(tempfile.TemporaryDirectory(prefix="own-turf-chaos-")))
            self.set_up(folder, ends)
            self.run_phones(folder, ends)
            self.site.kill("site", "worker")
            self.outcome.kills = self.site.kills - 1
            self.find(self.steward.ask("audit", runs=self.made))
            self.outcome.faults = self.site.faults()
        return self.outcome

    def set_up(self, folder, ends):
        make_material(folder / "pool", self.plan["seed"])
        self.port = free_port()
        database = self.new_database(folder)
        ends.callback(databases.drop, database)
        environment = environment_of(folder, database, self.port)
        log = ends.enter_context((folder / "steward.log").open("w"))
        self.steward = Child("chaos.steward", environment, log)
        ends.callback(self.steward.end)
        self.steward.ask("prepare")
        self.site = Site(folder, environment, self.port)
        ends.callback(self.site.end)

    def run_phones(self, folder, ends):
        plan = self.plan | {"runs": self.runs, "port": self.port, "pool": str(folder / "pool")}
        plan["group"] = self.site.start()
        command = [shutil.which("node"), str(ROOT / "chaos" / "phones" / "main.mjs")]
        self.phones = phones = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        ends.callback(end, phones)
        write(phones, plan)
        for line in phones.stdout:
            question = json.loads(line)
            write(phones, {"n": question["n"], "answer": self.answer(**question)})
        if phones.wait() or len(self.made) != len(self.runs):
            raise RuntimeError(f"The phones ended after {len(self.made)} of {len(self.runs)} runs; see above.")

    def stop(self):
        """End early: without phones everything else ends too."""
        if self.phones:
            self.phones.kill()

    def answer(self, n, do, **question):
        if do == "again":
            return self.start_again(**question)
        if do == "check":
            return self.check(**question)
        if do == "done":
            return self.note(**question)
        return self.steward.ask(do, **question)

    def start_again(self, worker, **claims):
        """The server was killed: is all there that a phone called safe until then?"""
        self.site.kill("site", *(["worker"] if worker else []))
        self.check(**claims)
        return self.site.start()

    def check(self, entries, parts):
        self.too_soon.update(self.steward.ask("check", entries=entries, parts=parts))

    def note(self, run, entries, left, requests, troubles):
        """A run is over, and the phone says what it made and what is left on it."""
        ids = [id for entry in entries for id in [entry["id"], *(part["id"] for part in entry["parts"])]]
        told = {id: "was called safe and was not there" for id in ids if id in self.too_soon}
        told |= {id: f"is still on the phone: {why}" for id, why in left.items()}
        self.find({"kind": "lost", "id": id, "what": f"{id} {why}", "run": run} for id, why in told.items())
        self.made.append({"run": run, "entries": entries})
        self.outcome.runs += 1
        self.outcome.entries += len(entries)
        self.outcome.parts += sum(len(entry["parts"]) for entry in entries)
        self.outcome.requests += requests
        self.outcome.troubles.update(troubles)
        if self.outcome.runs % 100 == 0:
            print(f"{self.outcome.runs} of {len(self.runs)} runs of a lane", file=sys.stderr, flush=True)

    def find(self, findings):
        """Each thing counts once for whatever is wrong with it."""
        known = {(finding["kind"], finding["id"]) for finding in self.outcome.findings}
        self.outcome.findings += [finding for finding in findings if (finding["kind"], finding["id"]) not in known]


def write(process, message):
    process.stdin.write(json.dumps(message) + "\n")
    process.stdin.flush()


def end(process):
    process.stdin.close()
    if process.poll() is None:
        process.kill()
    process.wait()
    process.stdout.close()
