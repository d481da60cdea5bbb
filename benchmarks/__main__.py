"""``python3 run.py bench``: each figure beside the limit measured in the same run, on SQLite and PostgreSQL."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
COLUMNS = ["name", "database", "rows", "value", "unit", "limit", "ratio", "target"]


def main(arguments=None):
    options = parse(arguments)
    rows = []
    for database in options.databases:
        for row in measure_on(database, options):
            rows.append(row)
            if options.json:
                print(json.dumps(row), flush=True)
    if not options.json:
        print(table(rows))
    return 0


def parse(arguments):
    parser = argparse.ArgumentParser(prog="run.py bench", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object a line instead of a table")
    parser.add_argument("--few", type=int, default=1_000, help="reflections in the small programme (default 1,000)")
    parser.add_argument("--many", type=int, default=100_000, help="and in the large one (default 100,000)")
    parser.add_argument(
        "--only",
        default="",
        help="measure only these, with commas: photos, ordering, planner, first-load, intake, exports, memory, pages",
    )
    parser.add_argument(
        "--database",
        dest="databases",
        action="append",
        choices=DATABASES,
        help="measure on this database only; may be given twice (default both)",
    )
    options = parser.parse_args(arguments)
    options.databases = options.databases or list(DATABASES)
    return options


def measure_on(database, options):
    """Yield the rows measured in a process of its own, on a fresh database in a temporary folder."""
    with tempfile.TemporaryDirectory(prefix="own-turf-bench-") as folder:
        environment = dict(
            os.environ,
            DJANGO_SETTINGS_MODULE="benchmarks.settings",
            DATABASE_URL=address_of(database, folder),
            MEDIA_ROOT=str(Path(folder) / "media"),
        )
        command = [sys.executable, "-m", "benchmarks.one_database", DATABASES[database]]
        command += [str(options.few), str(options.many), options.only]
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
            for line in process.stdout:
                yield json.loads(line)
    if process.returncode:
        sys.exit(f"The benchmarks on {DATABASES[database]} stopped with an error; see above.")


def address_of(database, folder):
    if database == "sqlite":
        return f"sqlite:///{folder}/bench.sqlite3"
    from tests import postgresql

    return postgresql.start()


def table(rows):
    """The rows as a Markdown table; a row is met when its ratio is at least its target."""
    head = [*COLUMNS, "met"]
    cells = [[show(row[column]) for column in COLUMNS] + ["yes" if met(row) else "NO"] for row in rows]
    widths = [max(len(line[place]) for line in [head, *cells]) for place in range(len(head))]
    lines = [head, ["-" * width for width in widths], *cells]
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in lines
    )


def met(row):
    return row["ratio"] >= row["target"]


def show(value):
    return f"{value:,}" if isinstance(value, int | float) else str(value)


if __name__ == "__main__":
    sys.exit(main())
