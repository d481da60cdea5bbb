"""Plans as files, and what does not add up in them: see ``docs/plan-format.md``."""

import sys
from argparse import ArgumentTypeError
from json import dumps
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import User
from hunts.models import Hunt
from visits.plan_files.checking import check_file, check_hunt, in_words
from visits.plan_files.errors import NotAPlan
from visits.plan_files.parsing import MAX_BYTES
from visits.plan_files.reading import read_plan_file
from visits.plan_files.taking_in import Target, as_sentences, take_in
from visits.plan_files.values import Slug, Wrong
from visits.plan_files.writing import write_plan_file
from visits.warnings import Level

WRONG_USE = 2  # exit codes; a file or a plan with errors is 1
MOST_ERRORS = 200


class Command(BaseCommand):
    help = "Write the plan of a hunt as a file, read one, or check one."

    def add_arguments(self, parser):
        actions = parser.add_subparsers(dest="action", required=True, metavar="export|import|check")
        export = actions.add_parser("export", help="write the working plan of a hunt as JSON")
        export.add_argument("hunt", metavar="HUNT", help="short name of the hunt in web addresses")
        export.add_argument(
            "--output", default="-", metavar="FILE", help="where to write it; standard output if left out"
        )
        reading = actions.add_parser("import", help="take a plan in: a new hunt, or a new plan of one that is there")
        reading.add_argument("file", metavar="FILE", help="the file; - for standard input")
        reading.add_argument(
            "--as", dest="slug", type=short_name, metavar="SLUG", help="short name of the hunt, whatever the file says"
        )
        reading.add_argument(
            "--programme", default="", metavar="SLUG", help="programme of a new hunt, whatever the file says"
        )
        reading.add_argument(
            "--organiser", default="", metavar="EMAIL", help="account that organises the programme from now on"
        )
        reading.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")

        check = actions.add_parser("check", help="print timetables, what does not add up, and the best order")
        check.add_argument("hunt", metavar="HUNT", nargs="?", help="short name of the hunt in web addresses")
        check.add_argument("--file", metavar="FILE", help="check a plan file instead, and keep nothing of it")
        check.add_argument("--json", action="store_true", help="print JSON instead of words")
        check.add_argument("--strict", action="store_true", help="exit with 1 if there is a problem")

    def handle(self, *, action, **options):
        {"export": self.write_plan, "import": self.read_plan, "check": self.check_plan}[action](**options)

    def write_plan(self, *, hunt, output, **options):
        content = write_plan_file(find_hunt(hunt))
        if output == "-":
            self.stdout.write(content.decode(), ending="")
            return
        try:
            Path(output).write_bytes(content)
        except OSError as error:
            raise CommandError(f"{output} can't be written: {error.strerror}.") from error
        self.stderr.write(f"Plan written: {output}")

    def read_plan(self, *, file, slug, programme, organiser, dry_run, **options):
        target = Target(slug=slug or "", programme=programme, organiser=find_account(organiser))
        try:
            with transaction.atomic():
                taken = take_in(read_plan_file(content_of(file)), target)
                transaction.set_rollback(dry_run)
        except NotAPlan as error:
            raise CommandError(refusal(file, error)) from None
        for sentence in as_sentences(taken):
            self.stdout.write(sentence)
        if dry_run and taken.changed:
            self.stdout.write("This was a trial: nothing was saved.")

    def check_plan(self, *, hunt, file, json, strict, **options):
        if bool(hunt) == bool(file):
            raise CommandError("Name a hunt, or a file with --file.", returncode=WRONG_USE)
        try:
            facts = check_file(read_plan_file(content_of(file))) if file else check_hunt(find_hunt(hunt))
        except NotAPlan as error:
            raise CommandError(refusal(file, error)) from None
        text = dumps(facts, ensure_ascii=False, indent=2) if json else "\n".join(in_words(facts))
        self.stdout.write(text)
        if strict and facts["counts"][Level.PROBLEM]:
            raise CommandError(f"There are problems: {facts['counts'][Level.PROBLEM]}.")


def find_hunt(slug):
    hunt = Hunt.objects.filter(slug=slug).select_related("programme").first()
    if hunt is None:
        raise CommandError(f"There is no hunt with the short name “{slug}”.", returncode=WRONG_USE)
    return hunt


def find_account(email):
    user = User.objects.filter(email__iexact=email).first() if email else None
    if email and user is None:
        raise CommandError(f"There is no account with the address {email}.", returncode=WRONG_USE)
    return user


def short_name(text):
    try:
        return Slug(Hunt, "slug")(text)
    except Wrong as error:
        raise ArgumentTypeError(str(error)) from None


def content_of(file):
    """No more than a plan file may hold and one byte, by which the reader sees that it is too large."""
    if file == "-":
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    try:
        with Path(file).open("rb") as opened:
            return opened.read(MAX_BYTES + 1)
    except OSError as error:
        raise CommandError(f"{file} can't be read: {error.strerror}.", returncode=WRONG_USE) from error


def refusal(file, refused):
    """Every error on a line of its own."""
    errors, name = refused.errors, "Standard input" if file == "-" else file
    more = [f"… and {len(errors) - MOST_ERRORS:,} more."] if len(errors) > MOST_ERRORS else []
    return "\n".join(
        [f"{name} is no plan that can be taken in; nothing was changed.", *map(str, errors[:MOST_ERRORS]), *more]
    )
