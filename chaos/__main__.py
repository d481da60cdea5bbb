"""``python3 run.py chaos``: phones that send through every trouble; nothing may be lost, doubled or changed."""

import argparse
import os
import sys
import textwrap
import time
from concurrent.futures import ThreadPoolExecutor
from functools import reduce
from operator import add

from chaos import databases
from chaos.databases import DATABASES
from chaos.lane import Lane
from run import stop_on_signals

WRONG = {"lost": "lost", "doubled": "doubled", "changed": "changed", "left": "left behind"}
MOST_TOLD = 40


def main(arguments=None):
    options = parse(arguments)
    stop_on_signals()
    chosen = list(DATABASES) if options.database == "both" else [options.database]
    results = [run_on(database, options) for database in chosen]
    return int(not all(results))


def parse(arguments):
    parser = argparse.ArgumentParser(prog="run.py chaos", description=__doc__)
    parser.add_argument("--runs", type=int, default=1_000, help="how many phones have a day out (default 1,000)")
    parser.add_argument("--seed", type=int, default=1, help="what all chance comes from (default 1)")
    parser.add_argument("--only", type=int, metavar="RUN", help="repeat this run alone")
    parser.add_argument("--database", choices=[*DATABASES, "both"], default="both", help="default: both")
    parser.add_argument(
        "--client", choices=["ours", "broken"], default="ours", help="broken: calls an entry safe after its words"
    )
    parser.add_argument("--lanes", type=int, default=0, help="sites at once (default: one a processor, up to 4)")
    parser.add_argument("--phones", type=int, default=10, help="phones at once in a lane (default 10)")
    return parser.parse_args(arguments)


def run_on(database, options):
    """Run all and tell how it went; return whether nothing is wrong."""
    started = time.monotonic()
    new_database = databases.start(database)
    plan = {"seed": options.seed, "client": options.client, "phones": options.phones}
    numbers = [options.only] if options.only else list(range(1, options.runs + 1))
    lanes = [Lane(runs, plan, new_database) for runs in dealt(numbers, options.lanes)]
    with ThreadPoolExecutor(len(lanes)) as pool:
        try:
            outcome = reduce(add, pool.map(Lane.go, lanes))
        except BaseException:
            for lane in lanes:
                lane.stop()
            raise
    return tell(DATABASES[database], options, outcome, time.monotonic() - started)


def dealt(numbers, lanes):
    """The runs of each lane. A lane of few is not worth a site of its own."""
    most = lanes or min(os.cpu_count() or 1, 4)
    lanes = max(1, min(most, len(numbers) // (1 if lanes else 50) or 1))
    return [numbers[n::lanes] for n in range(lanes)]


def tell(database, options, outcome, seconds):
    wrong = {kind: sum(finding["kind"] == kind for finding in outcome.findings) for kind in WRONG}
    print(f"\nChaos on {database}, seed {options.seed}, client {options.client}")
    figures = {"runs": outcome.runs, "entries sent": outcome.entries, "parts sent": outcome.parts}
    figures |= {word: wrong[kind] for kind, word in WRONG.items()}
    figures |= {"site errors": len(outcome.faults), "kills -9": outcome.kills, "requests": outcome.requests}
    for name, number in {**figures, "seconds": round(seconds)}.items():
        print(f"{name:14}{number:>9,}")
    troubles = ", ".join(f"{name} {number:,}" for name, number in sorted(outcome.troubles.items()))
    print(textwrap.fill(f"troubles: {troubles}", width=110, break_on_hyphens=False))
    for finding in outcome.findings[:MOST_TOLD]:
        print(f"{WRONG[finding['kind']]}: {finding['what']}{again(finding['run'], options)}")
    for fault in outcome.faults[:MOST_TOLD]:
        print(f"site error: {fault}")
    sys.stdout.flush()
    return not outcome.findings and not outcome.faults


def again(run, options):
    return f" (run {run}; alone: --seed {options.seed} --only {run})" if run else ""


if __name__ == "__main__":
    sys.exit(main())
