"""Every form of the organiser, each field filled with what nobody should type.

Either there is an error beside the field and everything typed is still there, or exactly what was typed is kept and
shown as text. Never a fault, never half saved.
"""

from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest

from hunts.models import Conundrum, Hunt, Membership, Programme, Route
from tests import builders
from tests.addresses import address
from tests.worlds import make_person, make_programme_world
from visits.models import Contact, HostOrganisation, Leg, PlanVersion, Stop, Venue
from visits.planning.versions import working_plan

EMOJI, ARABIC, SCRIPT = "🌱👩🏽‍🌾", "جمعية الحي القديم", "<script>alert(1)</script>"
TEXTS = [EMOJI, ARABIC, SCRIPT, "=1+1", "'; DROP TABLE hunts_hunt; --", "{{ 7|add:7 }}", "a\u202eb"]
NUL = "Tea\x00time"
NUMBERS = ["ten", "-1", "1.5", "9" * 30, "1e400", "NaN", "inf", EMOJI, NUL]
PLACES = ["north", "181.1", "-181", "1e400", "NaN", "inf", "-Infinity", "53.1234567890", "9" * 50, NUL]
DATES = ["2026-02-30", "2026-13-01", "0000-00-00", "99999-01-01", "tomorrow", "", NUL]
TIMES = ["25:00", "9 o'clock", "-1:00", "12:60", EMOJI, NUL]
CHOICES = ["", "nothing-like-it", "9" * 30, SCRIPT, NUL]


@dataclass(frozen=True)
class Form:
    """A page with a form, something good to send, and its fields by what can be wrong with them."""

    name: str
    model: type
    good: dict
    texts: tuple = ()
    needed: tuple = ()
    numbers: tuple = ()
    places: tuple = ()
    choices: tuple = ()
    dates: tuple = ()
    times: tuple = ()
    longest: dict = field(default_factory=dict)


DAY = {"title": "Sample hunt", "date": "2026-07-07", "start": "09:30", "end": "17:00", "zone": "Europe/London"}
HUNT = DAY | {
    "base_name": "Sample base", "treasure": "", "base_address": "", "latitude": "", "longitude": "",
}  # fmt: skip
STOP = {"kind": "visit", "title": "Sample stop", "stay_minutes": "60", "prompts": "", "meet": "", "access_notes": ""}
HOST = {"name": "Sample host", "kind": "charity", "borough": "", "about": "", "website": ""}
VENUE = {"name": "Sample place", "address": "", "borough": "", "access_notes": "", "latitude": "", "longitude": ""}
CONTACT = {"name": "Sample Person", "role": "", "email": "person@example.org", "phone": "", "notes": ""}
POINT = ("latitude", "longitude")
OPENING = tuple(f"{part}_{day}" for day in range(7) for part in ("opens", "closes"))


def both(new, edit, model, good, **kinds):
    return [Form(new, model, good, **kinds), Form(edit, model, good, **kinds)]


FORMS = [
    Form("hunts:programme_new", Programme, {"name": "Sample", "mission": ""}, ("name", "mission"), ("name",),
         longest={"name": 120, "mission": 2000}),
    Form("hunts:programme_edit", Programme, {"name": "Sample", "mission": ""}, ("name", "mission"), ("name",),
         longest={"name": 120, "mission": 2000}),
    *both("hunts:conundrum_new", "hunts:conundrum_edit", Conundrum, {"label": "New?", "question": "Is it new?"},
          texts=("label", "question"), needed=("label", "question"), longest={"label": 24, "question": 500}),
    Form("hunts:member_add", Membership, {"email": "new@example.org", "name": "", "role": "researcher"},
         texts=("name",), needed=("email", "role"), choices=("role",), longest={"name": 120, "email": 254}),
    *both("hunts:hunt_new", "hunts:hunt_edit", Hunt, HUNT, texts=("title", "treasure", "base_name", "base_address"),
          needed=("title", "date", "start", "end", "zone", "base_name"), places=POINT, choices=("zone", "conundrums"),
          dates=("date",), times=("start", "end"),
          longest={"title": 120, "treasure": 2000, "base_name": 120, "base_address": 250}),
    Form("visits:hunt_copy", Hunt, DAY, texts=("title",), needed=("title", "date", "start", "end", "zone"),
         choices=("zone", "routes"), dates=("date",), times=("start", "end"), longest={"title": 120}),
    *both("hunts:route_new", "hunts:route_edit", Route, {"name": "Sample route", "places": "", "description": ""},
          texts=("name", "description"), needed=("name",), numbers=("places",),
          longest={"name": 80, "description": 1000}),
    *both("visits:host_new", "visits:host_edit", HostOrganisation, HOST, texts=("name", "borough", "about"),
          needed=("name", "kind"), choices=("kind",),
          longest={"name": 120, "borough": 80, "about": 2000, "website": 200}),
    *both("visits:contact_new", "visits:contact_edit", Contact, CONTACT, texts=("name", "role", "phone", "notes"),
          needed=("name", "email"), longest={"name": 120, "role": 120, "phone": 40, "notes": 1000}),
    *both("visits:venue_new", "visits:venue_edit", Venue, VENUE, texts=("name", "address", "borough", "access_notes"),
          needed=("name",), numbers=("capacity",), places=POINT, times=OPENING,
          longest={"name": 120, "address": 250, "borough": 80, "access_notes": 1000}),
    *both("visits:stop_new", "visits:stop_edit", Stop, STOP, texts=("title", "meet", "prompts", "access_notes"),
          needed=("kind", "title", "stay_minutes"), numbers=("stay_minutes",), places=POINT,
          choices=("kind", "host", "venue"), times=("fixed_time",),
          longest={"title": 120, "meet": 250, "prompts": 2000, "access_notes": 1000, "new_place": 120}),
    Form("visits:leg_edit", Leg, {"mode": "bus", "minutes": "10"}, needed=("mode",), numbers=("minutes",),
         choices=("mode",)),
]  # fmt: skip


@pytest.fixture
def world(client, db):
    world = make_programme_world("canal", make_person("amina"), make_person("carys"), builders.make_user("ben"))
    client.force_login(world.organiser)
    return world


@pytest.fixture(params=FORMS, ids=lambda form: form.name)
def form(request):
    return request.param


def everything():
    versions = set(PlanVersion.objects.values_list("pk", "number"))
    return {each.model: set(each.model.objects.values_list()) for each in FORMS} | {PlanVersion: versions}


def send(client, world, form, **changes):
    return client.post(address(form.name, world), form.good | changes)


def unique(form, number):
    """What tells one more row from those there are, where the form says it."""
    told = {"name": f"{form.good.get('name')} {number}", "email": f"person{number}@example.org"}
    return {name: value for name, value in told.items() if name in form.good}


def refused(client, world, form, name, value):
    """What is wrong with how a bad value is refused: an empty list if all is well."""
    before = everything()
    response = send(client, world, form, **{name: value})
    if response.status_code != 200:
        return [f"{name}={value[:30]!r}: answered {response.status_code}"]
    page = Page(response.content.decode())
    wrong = []
    if everything() != before:
        wrong.append("something was saved")
    if not page.title.startswith("Error: "):
        wrong.append("the title says nothing")
    if f"id_{name}_error" not in page.ids:
        wrong.append("no error beside the field")
    others = {other: typed for other, typed in form.good.items() if other != name}
    wrong += [f"{other} was lost" for other, typed in others.items() if not shows(page, other, typed)]
    if isinstance(value, str) and "\0" not in value and name not in form.choices and not shows(page, name, value):
        wrong.append("what was typed was lost")
    return [f"{name}={value[:30]!r}: {', '.join(wrong)}"] if wrong else []


class Page(HTMLParser):
    """The title, the ids and the controls of a page: what ``tests.test_html`` parses strictly is read quickly here."""

    def __init__(self, content):
        super().__init__()
        self.title, self.ids, self.controls, self.inside = "", set(), [], None
        self.feed(content)

    def handle_starttag(self, tag, attributes):
        element = {"tag": tag, "text": "", "options": [], **dict(attributes)}
        self.ids.add(element.get("id"))
        if tag == "option":
            self.controls[-1]["options"].append(element)
        elif "name" in element and tag in {"input", "select", "textarea", "button"}:
            self.controls.append(element)
        self.inside = element if tag in {"title", "textarea"} else None

    def handle_data(self, data):
        if self.inside and self.inside["tag"] == "title":
            self.title += data
        elif self.inside:
            self.inside["text"] += data

    def handle_endtag(self, tag):
        self.inside = None


def shows(page, name, typed):
    """Whether the control called ``name`` still holds what was typed."""
    for control in (element for element in page.controls if element["name"] == name):
        if control["tag"] == "textarea":
            return control["text"].strip() == typed.strip()
        if control["tag"] == "select":
            return typed in [option.get("value") for option in control["options"] if "selected" in option]
        if control.get("type") in ("radio", "checkbox"):
            if control.get("value") == typed:
                return "checked" in control
            continue
        return (control.get("value") or "").strip() == typed.strip()
    return typed == ""


def bad_values(form):
    yield from ((name, "") for name in form.needed)
    yield from ((name, "x" * (most + 1)) for name, most in form.longest.items())
    yield from ((name, NUL) for name in form.texts)
    yield from ((name, value) for name in form.numbers for value in NUMBERS)
    yield from ((name, value) for name in form.places for value in PLACES)
    yield from ((name, value) for name in form.choices for value in CHOICES if value or name in form.needed)
    yield from ((name, value) for name in form.dates for value in DATES)
    yield from ((name, value) for name in form.times for value in TIMES)


def test_what_cannot_be_is_refused_beside_its_field(form, client, world):
    wrong = [problem for name, value in bad_values(form) for problem in refused(client, world, form, name, value)]

    assert "\n".join(wrong) == ""


def test_any_text_is_kept_as_typed_and_shown_as_text(form, client, world):
    typed = [(name, text[: form.longest[name]]) for name in form.texts for text in TEXTS]
    for number, (name, text) in enumerate(typed):
        response = send(client, world, form, **(unique(form, number) | {name: text}))

        assert response.status_code == 302, f"{name}={text}"
        assert kept(form, name, world) == text
        assert SCRIPT not in client.get(response.url).content.decode()


def kept(form, name, world):
    """What the row says that was made or changed; of a stop or a journey, what the working plan says."""
    if form.model is Stop:
        plan = working_plan(world.hunt).plan
        return getattr(plan.stops[-1] if form.name == "visits:stop_new" else plan.stop(str(world.stop.uid)), name)
    edited = {Conundrum: world.conundrum, HostOrganisation: world.host}.get(form.model)
    rows = form.model.objects.filter(pk=edited.pk) if edited and "_edit" in form.name else form.model.objects
    row = rows.latest("pk")
    return getattr(row.user if form.model is Membership else row, name)


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"end": "09:00"}, "end", "Choose an end that is later than the start, on the same day."),
        ({"end": "09:30"}, "end", "Choose an end that is later than the start, on the same day."),
        ({"date": "2026-03-29", "start": "01:30"}, "start", "There is no 01:30 on this day: the clocks go forward."),
        ({"date": "2026-03-29", "start": "00:30", "end": "01:59"}, "end", "There is no 01:59 on this day"),
        ({"date": "0001-01-01", "zone": "Asia/Tokyo"}, "date", "Choose a day from 1950 on."),
        ({"date": "9999-12-31", "end": "23:59", "zone": "Pacific/Pago_Pago"}, "date", "Choose a day before 2150."),
        ({"latitude": "53.5"}, "longitude", "Give both a latitude"),
        ({"longitude": "-2.3"}, "latitude", "Give both a latitude"),
    ],
)
@pytest.mark.parametrize("name", ["hunts:hunt_new", "hunts:hunt_edit"])
def test_a_hunt_that_cannot_be_is_refused_beside_its_field(name, changes, field, says, client, world):
    before = everything()

    response = client.post(address(name, world), HUNT | changes)

    assert says in " ".join(response.context["form"].errors[field])
    assert f'id="id_{field}_error"' in response.content.decode()
    assert everything() == before


def test_a_stop_starts_at_no_time_that_the_clocks_skip(client, world):
    Hunt.objects.update(starts_at="2026-03-29T00:30Z", ends_at="2026-03-29T16:00Z")

    response = client.post(address("visits:stop_edit", world), STOP | {"fixed_time": "01:30"})

    assert "There is no 01:30 on this day" in response.context["form"].errors["fixed_time"][0]
    assert not PlanVersion.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"opens_2": "17:00", "closes_2": "09:00"}, "closes_2"),
        ({"opens_2": "09:00", "closes_2": "09:00"}, "closes_2"),
        ({"opens_2": "09:00"}, "closes_2"),
        ({"closes_2": "09:00"}, "opens_2"),
        ({"latitude": "53.5"}, "longitude"),
    ],
)
def test_a_venue_that_cannot_be_is_refused_beside_its_field(changes, field, client, world):
    before = everything()

    page = client.post(address("visits:venue_edit", world), VENUE | changes).content.decode()

    assert f'id="id_{field}_error"' in page
    assert everything() == before


@pytest.mark.parametrize(
    ("name", "field"),
    [("hunts:hunt_stage", "stage"), ("visits:visit_move", "to"), ("visits:visit_add", "stop"),
     ("hunts:person_move", "route")],
)  # fmt: skip
@pytest.mark.parametrize("value", ["nothing-like-it", "-1", "1e400", "9" * 40, "٣x", EMOJI, NUL, SCRIPT])
def test_one_press_forms_say_what_is_wrong(name, field, value, client, world):
    before = everything()

    response = client.post(address(name, world), {field: value, "mode": "foot"}, follow=True)

    (message,) = response.context["messages"]
    assert message.level_tag == "error"
    assert SCRIPT not in response.content.decode()
    assert everything() == before
