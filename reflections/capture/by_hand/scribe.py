"""Typing what somebody else said or wrote by hand: whose words they are comes first, then the words themselves."""

from dataclasses import replace

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils import timezone

from hunts.forms import local_instant
from hunts.models import Participation
from reflections.capture.by_hand.paper import resolve_code, tries_too_often
from reflections.capture.log.forms import LogForm
from reflections.capture.moments import Moments, moments_of, visit_choice
from visits.planning.stations import stations

TOO_OFTEN = "Too many codes were tried from here. Wait for an hour, or ask an organiser to do it."
UNKNOWN = "Nobody on this hunt has this code. Check it letter by letter; it has neither vowels nor 0 and 1."
HOURS_A_PAGE_LASTS = 24


class CodeField(forms.CharField):
    def __init__(self, autofocus=False, **kwargs):
        attributes = {
            "autocapitalize": "characters",
            "autocomplete": "off",
            "spellcheck": "false",
            "class": "code-input",
            "autofocus": autofocus,
        }
        wanted = {
            "max_length": 40,
            "widget": forms.TextInput(attributes),
            "error_messages": {"required": "Type the code.", "max_length": UNKNOWN},
        }
        super().__init__(**(wanted | kwargs))


class PersonField(forms.ModelChoiceField):
    """Somebody from a list; a number too large for the database is nobody."""

    def to_python(self, value):
        try:
            return super().to_python(value)
        except OverflowError:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice") from None


class CodeForm(forms.Form):
    """Somebody's code. Each one that is tried counts, so that codes can't be guessed. ``person``, ``visit``
    and ``valid_code`` are there once the form is valid; ``hunt`` knows what the user may do."""

    code = CodeField()

    def __init__(self, *args, hunt, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.hunt, self.user, self.person, self.visit, self.valid_code = hunt, user, None, None, ""

    def clean_code(self):
        if self.cleaned_data["code"]:
            self.find(self.cleaned_data["code"])
        return self.cleaned_data["code"]

    def find(self, text):
        if tries_too_often(self.user, self.hunt, organises=self.hunt.organises):
            raise ValidationError(TOO_OFTEN)
        found = resolve_code(self.hunt, text)
        if found is None:
            raise ValidationError(UNKNOWN)
        self.check_person(found.participation)
        self.person, self.visit, self.valid_code = found.participation, found.visit, found.code

    def check_person(self, person):
        """Raise ValidationError if the user may not type for ``person``."""


class CardForm(CodeForm):
    """A card of anybody for an organiser, and of one's own for everybody else."""

    code = CodeField(label="Code on the card", autofocus=True)

    def check_person(self, person):
        if not self.hunt.organises and person.user_id != self.user.pk:
            raise ValidationError("This card is somebody else’s. They, or an organiser, can type it in.")


class WhoseForm(CodeForm):
    """Whose words will be typed: told by a code, or by an organiser from the list of people."""

    code = CodeField(label="Their code", help_text="It stands on their page “Your code” and on their cards.")
    someone = PersonField(
        label="Or choose them from the list",
        queryset=None,
        required=False,
        empty_label="I have a code",
        error_messages={"invalid_choice": "Choose somebody from the list."},
    )
    agreed = forms.BooleanField(
        label="They have heard or read this and agreed that I log it",
        error_messages={"required": "Ask them first, and tick this once they have agreed."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.hunt.organises:
            self.fields["code"].required = False
            self.fields["code"].asked_for = self.fields["someone"].asked_for = True
            self.fields["someone"].queryset = self.hunt.participations.present().select_related("user", "route")
            self.fields["someone"].label_from_instance = lambda person: person.name
        else:
            del self.fields["someone"]

    def check_person(self, person):
        if person.user_id == self.user.pk:
            raise ValidationError("This is your own code. Log your own words on the page “Log”.")

    def clean(self):
        cleaned = super().clean()
        chosen = cleaned.get("someone")
        if chosen and cleaned.get("code"):
            self.add_error("someone", "Type a code or choose somebody, not both.")
        elif chosen:
            self.person = chosen
        elif not cleaned.get("code") and "code" not in self.errors:
            self.add_error("code", "Type their code, or choose them from the list.")
        return cleaned


class NoteForm(LogForm):
    """What to log for ``person``: as on the page to log, with when it was noted. ``whose`` carries from page to page,
    unforgeably, whom it is for: two tabs, or a code typed meanwhile, must not put words into another's mouth."""

    whose = forms.CharField(widget=forms.HiddenInput)
    date = forms.DateField(
        label="On which day was it noted?",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": "Say on which day it was noted.", "invalid": "Give a day such as 2026-07-07."},
    )
    time = forms.TimeField(
        label="At what time?",
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        help_text="As the clock showed it there; roughly is enough.",
        error_messages={"required": "Say when it was noted, roughly.", "invalid": "Give a time such as 14:05."},
    )

    def __init__(self, data=None, *, person, visit, code, user, local):
        moments = moments_for(person, visit, user)
        initial = {
            "moment": moments.near[0].value if visit else moments.likely,
            "whose": seal(user, person, visit, code),
            "date": local.date(),
            "time": local.time(),
        }
        super().__init__(data, participation=person, moments=replace(moments, likely=""), initial=initial)
        self.person, self.visit = person, visit
        for name in ("author_code", "author_agreed"):
            self.fields.pop(name, None)
        self.fields["words"].label = "What does the card say?" if visit else "What did they say?"

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("date") and cleaned.get("time"):
            self.clean_instant(cleaned)
        return cleaned

    def clean_instant(self, cleaned):
        try:
            cleaned["noted_at"] = local_instant(cleaned["date"], cleaned["time"], self.person.hunt.tzinfo)
        except (ValidationError, OverflowError) as error:
            self.add_error("time", error if isinstance(error, ValidationError) else "Give a time such as 14:05.")
            return
        if cleaned["noted_at"] > timezone.now():
            self.add_error("time", "This is still to come. Say when it was noted.")

    @property
    def said(self):
        chosen = {"noted_at": self.cleaned_data["noted_at"], "audience": self.cleaned_data["audience"]}
        return super().said | chosen

    def refuse(self, error):
        """Show what ``intake`` says, beside its field where the form has that field."""
        for field, messages in getattr(error, "error_dict", {None: error}).items():
            self.add_error(field if field in self.fields else None, messages)


def moments_for(person, visit, user) -> Moments:
    """What ``person`` can log about; with the ``visit`` of a card that one first, also when their route has changed
    since the card was printed. What their party came across is for their party: ``user`` may be of another one."""
    moments = moments_of(person)
    if not Participation.objects.present().filter(user=user, hunt=person.hunt, route=person.route_id).exists():
        moments = replace(moments, encounters=[])
    if visit is None:
        return moments
    known = {choice.value: choice for choice in moments.all}
    here = known.get(f"visit-{visit.pk}") or visit_choice(station_of(person.hunt, visit))
    others = [choice for choice in [*moments.near, *moments.far] if choice.value != here.value]
    return replace(moments, near=[here], far=others)


def station_of(hunt, visit):
    """The visit with its planned times."""
    plan = stations(hunt, list(visit.route.visits.for_timeline()))
    return next(station for station in plan if station.visit == visit)


def planned_begin(person, visit):
    """When the visit of a card should have begun, as the clock shows it there; the start of the day without one."""
    return station_of(person.hunt, visit).begin if visit else person.hunt.local_start


def now_there(person):
    """What the clock shows where the hunt is."""
    return timezone.now().astimezone(person.hunt.tzinfo)


def seal(user, person, visit, code):
    """``code`` is the one that was typed, or empty for somebody chosen from the list."""
    return signing.dumps([person.pk, visit.pk if visit else None, code], salt=salt_of(user))


def unseal(user, hunt, text):
    """The person, visit and code that ``seal`` was given for the same ``user``, or None if it wasn't, if it is a day
    old, if the person has left, or if they have taken another code since so that this one stops working."""
    try:
        person_id, visit_id, code = signing.loads(text, salt=salt_of(user), max_age=HOURS_A_PAGE_LASTS * 3600)
    except (signing.BadSignature, ValueError):
        return None
    people = hunt.participations.present().select_related("hunt__programme", "route", "user")
    person = people.filter(pk=person_id).first()
    if person is None or not (code == "" or person.paper_codes.filter(code=code).exists()):
        return None
    card = person.paper_codes.filter(visit=visit_id).select_related("visit__route").first() if visit_id else None
    return person, card.visit if card else None, code


def salt_of(user):
    return f"typed for somebody by {user.pk}"
