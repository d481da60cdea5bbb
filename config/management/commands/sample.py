import time

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.core.validators import validate_slug
from django.template.defaultfilters import pluralize

from config.management.guarded import SampleDataCommand, make_password, sign_in_page
from config.sample.loading import ORGANISER, RESEARCHER, SlugTaken, load_sample

LONGEST_SLUG = 40


class Command(SampleDataCommand):
    help = "Make a synthetic programme of any size, for benchmarks and tests, and print who can sign in to it."

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--reflections", type=int, default=1000, metavar="N", help="how many (default 1000)")
        parser.add_argument("--seed", type=int, default=1, metavar="S", help="another seed, other words (default 1)")
        parser.add_argument("--slug", default="sample", help="short name of the programme (default sample)")
        parser.add_argument("--replace", action="store_true", help="remove the sample with this slug first")

    def handle(self, *args, **options):
        count, slug, password = options["reflections"], options["slug"], make_password()
        if count < 1:
            raise CommandError("Ask for at least 1 reflection.")
        check_slug(slug)
        started = time.perf_counter()
        try:
            made = load_sample(count, options["seed"], slug, password, replace=options["replace"])
        except SlugTaken as taken:
            raise CommandError(refusal(slug, taken.by_sample)) from None
        seconds = time.perf_counter() - started
        logged = f"{count:,} reflection{pluralize(count)}"
        self.stdout.write(f"{made.name} is made, with {logged}, in {seconds:.1f} seconds.")
        for email in (ORGANISER, RESEARCHER):
            self.stdout.write(f"{sign_in_page()} {email}, password {password}")


def check_slug(slug):
    try:
        validate_slug(slug)
    except ValidationError:
        raise CommandError("A slug has letters, digits, hyphens and underscores only.") from None
    if len(slug) > LONGEST_SLUG:
        raise CommandError(f"Choose a slug of at most {LONGEST_SLUG} characters.")


def refusal(slug, by_sample):
    if by_sample:
        return f"There is a sample called {slug} already. Add --replace to make it anew, or choose another --slug."
    return f"{slug} is taken by something this command did not make. Choose another --slug."
