"""What /style/ shows its components with. All of it is sample text; nothing here touches the database."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from django import forms

ZONE = ZoneInfo("Europe/London")
START = datetime(2026, 7, 7, 8, 30, tzinfo=UTC)

COLOURS = [
    ("ground", "the page, like paper"),
    ("ground-raised", "cards and controls on it"),
    ("ground-sunk", "behind maps and pictures"),
    ("ink", "text"),
    ("ink-quiet", "text that can wait: hints, bylines"),
    ("line", "lines that only order a page"),
    ("line-strong", "edges of controls"),
    ("accent", "links, the main button, the route"),
    ("accent-deep", "the same, pointed at"),
    ("accent-soft", "behind what is chosen or went well"),
    ("danger", "errors, and what cannot be undone"),
    ("danger-soft", "behind errors"),
    ("warn-line", "what needs a look"),
    ("warn-soft", "behind what needs a look"),
    ("focus", "the ring around what has the keyboard"),
]
STEPS = [
    ("step--1", "hints, bylines, labels"),
    ("step-0", "text"),
    ("step-1", "h3, names of stops"),
    ("step-2", "h2"),
    ("step-3", "h1"),
    ("step-words", "people's words, in the serif"),
]
CONUNDRUMS = [
    SimpleNamespace(number=number, hue=number, label=label, question=f"Sample question {number}, word for word?")
    for number, label in enumerate(
        ["Always new?", "Bottom up?", "Spaces?", "Leadership?", "Who pays?", "Who is missing?", "Scale?", "And then?"],
        1,
    )
]
BUTTONS = [
    ("button", "Save the stop", "the one thing a page is for"),
    ("button button--quiet", "Preview", "whatever else one can do"),
    ("button button--danger", "Delete the stop", "cannot be undone"),
    ("button button--quiet button--small", "Move up", "many in a row, each beside its thing"),
]
LABELS = [
    ("label", "Planning", "a state"),
    ("label label--on", "You are here", "the state that holds now"),
    ("label label--off", "Retired", "no longer in use"),
    ("label label--warn", "10 min late", "needs a look"),
]
NOTICES = [
    ("notice", "Nothing is fixed yet: everything on this page can be changed."),
    ("notice notice--good", "Stop saved."),
    ("notice notice--warn", "This route arrives ten minutes after the library closes."),
    ("notice notice--bad", "The photo was not kept: choose one smaller than 25 MB."),
]
ICONS = ["map", "pencil-square", "book-open", "map-pin", "camera", "clock", "users", "check", "plus", "x-mark"]


def station(minutes, stay, kind, kind_name, title, place, *, mode="", mode_name="", journey=0, wait=0, late=0):
    """A station of the route strip, as ``visits.planning`` would work it out; times in minutes from the start."""
    begin = START + timedelta(minutes=minutes)
    return SimpleNamespace(
        begin=begin,
        leave=begin + timedelta(minutes=stay),
        wait_minutes=wait,
        late_minutes=late,
        journey_minutes=journey,
        journey_is_estimated=mode == "foot",
        is_first=not mode,
        leg=SimpleNamespace(mode=mode, get_mode_display=mode_name),
        stop=SimpleNamespace(kind=kind, get_kind_display=kind_name, title=title, place_name=place),
    )


STATIONS = [
    station(0, 45, "gathering", "Gathering", "Briefing", "Sample Hall"),
    station(85, 60, "visit", "Visit to a host", "Sample Neighbours", "Sample Library", mode="bus", mode_name="Bus",
            journey=40),
    station(165, 75, "walking-tour", "Walking tour", "Round the sample estate", "Sample Square", mode="foot",
            mode_name="On foot", journey=12, wait=8),
    station(260, 40, "meal", "Meal", "Lunch", "Sample Café", mode="foot", mode_name="On foot", journey=20, late=10),
    station(300, 10, "pause", "Pause", "A minute to write", "Sample Café", mode="foot", mode_name="On foot",
            journey=10),
    station(330, 60, "gathering", "Gathering", "Sharing what we found", "Sample Hall", mode="tram", mode_name="Tram",
            journey=20),
]  # fmt: skip
DAY = SimpleNamespace(past=1, at=1, to=None)


class SampleForm(forms.Form):
    """Every control that pages use, with hints as they should read."""

    title = forms.CharField(label="Name of the stop", max_length=120, help_text="As people should read it.")
    email = forms.EmailField(label="Email address", required=False)
    website = forms.URLField(label="Website", required=False, assume_scheme="https")
    password = forms.CharField(label="Password", widget=forms.PasswordInput, required=False)
    places = forms.IntegerField(label="How many people can go?", min_value=1, required=False)
    day = forms.DateField(label="Which day?", widget=forms.DateInput(attrs={"type": "date"}))
    starts = forms.TimeField(label="When does it start?", widget=forms.TimeInput(attrs={"type": "time"}))
    kind = forms.ChoiceField(label="What happens here?", choices=[("visit", "Visit to a host"), ("meal", "Meal")])
    mode = forms.ChoiceField(
        label="How do we travel?",
        choices=[("foot", "On foot"), ("bus", "Bus"), ("tram", "Tram")],
        widget=forms.RadioSelect,
        help_text="The main part of the journey.",
    )
    conundrums = forms.MultipleChoiceField(
        label="Which conundrums does it test?",
        choices=[(one.number, one.label) for one in CONUNDRUMS[:3]],
        widget=forms.CheckboxSelectMultiple,
    )
    step_free = forms.BooleanField(label="It is step-free", help_text="From the street to every room we use.")
    words = forms.CharField(label="What did you notice?", widget=forms.Textarea(attrs={"class": "words-input"}))
    photo = forms.FileField(label="A photo", required=False)


WRONG = {"wrong-email": "no address", "wrong-places": "0", "wrong-day": "2026-02-30", "wrong-mode": "balloon"}


def samples():
    """Everything the page draws, by name; the second form has been sent with mistakes."""
    return {
        "colours": COLOURS,
        "steps": STEPS,
        "conundrums": CONUNDRUMS,
        "stances": ["supports", "challenges", "complicates", "unsure"],
        "buttons": BUTTONS,
        "labels": LABELS,
        "notices": NOTICES,
        "icons": ICONS,
        "stations": STATIONS,
        "zone": ZONE,
        "day": DAY,
        "empty_form": SampleForm(prefix="empty", initial={"mode": "foot", "title": "Sample Library"}),
        "wrong_form": SampleForm(WRONG, prefix="wrong"),
        "hunt": SimpleNamespace(slug="sample", tzinfo=ZONE),
    }
