"""Short codes: a card's, which says whose notes it holds and where they were made, and a person's own, which they give
to somebody who may log for them. Made once, in bulk, and kept."""

from collections import defaultdict
from collections.abc import Iterable

from accounts.models import User
from hunts.limits import too_often
from hunts.models import Hunt, Participation
from hunts.models.hunts import JOIN_ALPHABET
from reflections.models import PaperCode
from reflections.models.sending import make_paper_code
from visits.models import Visit

CODE_LENGTH = PaperCode._meta.get_field("code").max_length or 0
# Of 387 million codes a hunt has a few hundred: this many guesses lead nowhere. An organiser, who may know all codes
# anyway, types in a whole stack of cards.
TRIES_AN_HOUR = 40
TRIES_OF_ORGANISERS = 1_000


def resolve_code(hunt: Hunt, text: str) -> PaperCode | None:
    """The code of ``hunt`` that somebody typed, however they did: letters in any case, with spaces or hyphens. None
    for one that nobody of the hunt has, also when its person has left. Comes with its person, visit and stop."""
    letters = "".join(character for character in text.upper() if not character.isspace() and character not in "-–—.")
    if not 0 < len(letters) <= CODE_LENGTH or not set(letters) <= set(JOIN_ALPHABET):
        return None
    codes = PaperCode.objects.select_related(
        "participation__hunt__programme", "participation__route", "participation__user", "visit__stop", "visit__route"
    )
    return codes.filter(participation__hunt=hunt, participation__left_at__isnull=True, code=letters).first()


def tries_too_often(user: User, hunt: Hunt, *, organises: bool) -> bool:
    """Count one more code that ``user`` tries in this hour; true when somebody must be guessing."""
    return too_often(f"codes-{hunt.pk}-{user.pk}", TRIES_OF_ORGANISERS if organises else TRIES_AN_HOUR)


def own_code(participation: Participation) -> PaperCode | None:
    """The code that somebody gives to whoever may log for them, once they asked for one."""
    return participation.paper_codes.filter(visit=None).first()


def make_own_code(participation: Participation) -> PaperCode:
    """A new code of somebody's own; the one before, given to others or printed, stops working."""
    return participation.paper_codes.update_or_create(visit=None, defaults={"code": make_paper_code()})[0]


def find_codes(people: Iterable[Participation]) -> dict[tuple[int, int | None], PaperCode]:
    """Every code of ``people``, by the ids of person and visit (None: their own)."""
    codes = PaperCode.objects.filter(participation__in=[person.pk for person in people])
    return {(code.participation_id, code.visit_id): code for code in codes}


def make_codes(people: Iterable[Participation]) -> dict[tuple[int, int | None], PaperCode]:
    """Every code of ``people``, as ``find_codes`` tells them, those that are missing made: one per visit of their
    route and one of their own. In four queries, however many people; two who print at once get the same codes."""
    people = list(people)
    visits = visits_by_route(people)
    wanted = [(person.pk, visit) for person in people for visit in (None, *visits[person.route_id])]
    known = find_codes(people)
    while missing := [key for key in wanted if key not in known]:
        rows = [PaperCode(participation_id=person, visit_id=visit) for person, visit in missing]
        PaperCode.objects.bulk_create(rows, ignore_conflicts=True)
        known = find_codes(people)
    return known


def visits_by_route(people):
    """Ids of the visits of each route that one of ``people`` is on, in the order of the day."""
    routes = {person.route_id for person in people if person.route_id}
    visits = defaultdict(list)
    for route, visit in Visit.objects.filter(route__in=routes).order_by("position").values_list("route", "pk"):
        visits[route].append(visit)
    return visits
