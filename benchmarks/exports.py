"""Exports against what they are made of: ``csv.writer`` and ``json`` fed from the same raw query, XlsxWriter alone.

The limits do as little as one can: no consent looked up beyond the query itself, no names, no local times, no guard
against formulas. Theirs and ours are timed in turns, so that a busy machine slows both.
"""

import csv
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

from django.db import connection, transaction
from xlsxwriter import Workbook

from reflections.exports import csv_file, geojson_file, xlsx_file
from reflections.exports.selection import Selection
from reflections.exports.tables import Tables, reflection_query
from reflections.exports.xlsx_file import OPTIONS

ROUNDS = {"csv": 3, "geojson": 3, "geojson from memory": 3, "xlsx": 1}
MORE_ROUNDS = 4  # times as many for a short export, which a busy moment upsets more
SHORT = 10_000
TARGETS = {"csv": 0.5, "geojson": 0.7, "geojson from memory": 0.7, "xlsx": 0.7}
KINDS = ["csv", "geojson", "geojson from memory", "xlsx"]
LIMITS = {
    "csv": "csv.writer, same query",
    "geojson": "json, same query",
    "geojson from memory": "json, features in memory",
    "xlsx": "XlsxWriter, cells in memory",
}
MEMORY_LIMIT_MB = 30


def measure(database, programme):
    """Rows of the table for one programme, in rows a second; ``database`` is the label to show."""
    count = tables_of(programme).selection.count()
    return [measure_format(kind, database, programme, count) for kind in KINDS]


def measure_memory(database, few, many):
    """Rows of the table: how much more memory a process takes for the programme with ``many`` reflections."""
    rows = tables_of(many).selection.count()
    found = []
    for kind in ("csv", "geojson", "xlsx"):
        growth = max(peak_of_a_process(kind, many) - peak_of_a_process(kind, few), 0)
        found.append(
            {
                "name": f"export: more memory for {kind}",
                "value": round(growth, 1),
                "unit": "MB",
                "limit": MEMORY_LIMIT_MB,
                "ratio": round(MEMORY_LIMIT_MB / max(growth, 0.1), 2),
                "target": 1,
                "database": database,
                "rows": rows,
            }
        )
    return found


def measure_format(kind, database, programme, count):
    alone = ALONE[kind](programme)
    ours, theirs = [], []
    for _ in range(ROUNDS[kind] * (MORE_ROUNDS if count < SHORT else 1)):
        theirs.append(seconds(alone))
        ours.append(seconds(lambda: write(kind.split()[0], programme)))
    value, limit = count / statistics.median(ours), count / statistics.median(theirs)
    return {
        "name": f"export: {kind.split()[0]} against {LIMITS[kind]}",
        "value": round(value),
        "unit": "rows/s",
        "limit": round(limit),
        "ratio": round(value / limit, 2),
        "target": TARGETS[kind],
        "database": database,
        "rows": count,
    }


def seconds(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def tables_of(programme):
    return Tables(Selection(programme))


def write(kind, programme):
    """Write the reflections of the programme as the export does, for a workbook the one sheet."""
    table = tables_of(programme).reflections()
    with tempfile.TemporaryFile() as file:
        if kind == "xlsx":
            xlsx_file.write([table], file)
        else:
            {"csv": csv_file, "geojson": geojson_file}[kind].write(table, file)


def raw_rows(programme):
    """The rows of the export's own query, straight from the database's driver, a few thousand at a time."""
    sql, params = reflection_query(tables_of(programme).selection).query.sql_with_params()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            yield from cursor
    else:
        with transaction.atomic(), connection.connection.cursor(name="raw") as cursor:
            cursor.itersize = 2000
            cursor.execute(sql, params)
            yield from cursor


def csv_writer_alone(programme):
    def work():
        with tempfile.TemporaryFile("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(raw_rows(programme))

    return work


def json_alone(programme):
    def work():
        with tempfile.TemporaryFile("w", encoding="utf-8") as file:
            file.write('{"type":"FeatureCollection","features":[')
            gap = ""
            for row in raw_rows(programme):
                point = {"type": "Point", "coordinates": [-2.3, 53.4]}
                feature = {"type": "Feature", "geometry": point, "properties": dict(enumerate(row))}
                file.write(gap + json.dumps(feature, default=str))
                gap = ","
            file.write("]}")

    return work


def json_from_memory(programme):
    """The very features of our file, ready in memory before the clock starts: no database at all."""
    with tempfile.TemporaryFile() as file:
        geojson_file.write(tables_of(programme).reflections(), file)
        file.seek(0)
        features = json.load(file)["features"]

    def work():
        with tempfile.TemporaryFile("w", encoding="utf-8") as file:
            file.write('{"type":"FeatureCollection","features":[')
            gap = ""
            for feature in features:
                file.write(gap + json.dumps(feature))
                gap = ","
            file.write("]}")

    return work


def xlsxwriter_alone(programme):
    """The same cells, ready in memory before the clock starts."""
    ready = list(tables_of(programme).reflections().rows())

    def work():
        with tempfile.TemporaryFile() as file, Workbook(file, OPTIONS) as book:
            sheet = book.add_worksheet()
            for number, row in enumerate(ready):
                for place, cell in enumerate(row):
                    if isinstance(cell, str):
                        sheet.write_string(number, place, cell)
                    elif cell is not None:
                        sheet.write_number(number, place, cell)

    return work


ALONE = {
    "csv": csv_writer_alone,
    "geojson": json_alone,
    "geojson from memory": json_from_memory,
    "xlsx": xlsxwriter_alone,
}


def peak_of_a_process(kind, programme):
    """Megabytes that a process of its own takes at most while it exports, on the database of this one."""
    environment = dict(os.environ, BENCHMARK_DATABASE=json.dumps(address(connection.settings_dict)))
    command = [sys.executable, "-m", "benchmarks.export_peak", kind, programme.slug]
    answer = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    return float(answer.stdout)


def address(settings):
    return {name: str(settings[name]) for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")}
