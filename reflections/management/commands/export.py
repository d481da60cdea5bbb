"""Writes what may leave of a hunt or a programme to a file, by the same rules as the export page."""

import os
import shutil
import sys
import tempfile
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from hunts.models import Hunt, Programme
from reflections.exports import formats
from reflections.exports.selection import Selection
from reflections.exports.tables import Tables
from reflections.exports.xlsx_file import TooManyRowsError


class Command(BaseCommand):
    help = "Export the reflections, or the findings with their evidence, of a hunt or a programme."

    def add_arguments(self, parser):
        source = parser.add_mutually_exclusive_group(required=True)
        source.add_argument("--hunt", metavar="SLUG", help="export this hunt, and evidence from it alone")
        source.add_argument("--programme", metavar="SLUG", help="export this programme")
        parser.add_argument("--format", required=True, choices=formats.FORMATS)
        parser.add_argument("--what", default="reflections", choices=formats.WHATS)
        parser.add_argument(
            "--output",
            required=True,
            metavar="FILE",
            help="where to write it, only readable to you; an older file there is replaced when the new one is "
            "complete. - for standard output",
        )

    def handle(self, *, hunt, programme, format, what, output, **options):
        if not formats.is_offered(what, format):
            raise CommandError(f"There is no {format} file of {what}. There are: {offered()}.")
        tables = tables_of_hunt(hunt) if hunt else Tables(Selection(find(Programme, programme)))
        try:
            write(tables, what, format, output)
        except TooManyRowsError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{output} can't be written: {error.strerror}.") from error
        if output != "-":
            self.stderr.write(f"Exported {tables.selection.count():,} reflections that may leave: {output}")


def tables_of_hunt(slug):
    hunt = find(Hunt, slug)
    return Tables(Selection.of_hunt(hunt), [f"Hunt: {hunt.title}"])


def find(model, slug):
    try:
        return model.objects.get(slug=slug)
    except model.DoesNotExist:
        raise CommandError(f"There is no {model._meta.verbose_name} with the short name “{slug}”.") from None


def offered():
    return ", ".join(f"{offer.what} as {offer.format}" for offer in formats.OFFERS)


def write(tables, what, format, output):
    """Write the whole file or none: a half-written one never takes the name asked for."""
    if output == "-":
        with tempfile.TemporaryFile() as file:
            formats.write(tables, what, format, file)
            file.seek(0)
            shutil.copyfileobj(file, sys.stdout.buffer)
        return
    target = Path(output)
    handle, name = tempfile.mkstemp(prefix=f".{target.name}-", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            formats.write(tables, what, format, file)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
