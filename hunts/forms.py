import zoneinfo
from datetime import UTC, datetime

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator

from accounts.models import User
from accounts.owned_forms import OwnedModelForm
from hunts.models import Conundrum, Hunt, Membership, Programme, Route
from hunts.places import ask_for_whole_point


class ProgrammeForm(forms.ModelForm):
    class Meta:
        model = Programme
        fields = ["name", "mission"]
        widgets = {"mission": forms.Textarea(attrs={"rows": 3})}


class ConundrumForm(forms.ModelForm):
    class Meta:
        model = Conundrum
        fields = ["label", "question"]
        widgets = {"question": forms.Textarea(attrs={"rows": 3})}


class MemberForm(forms.Form):
    email = forms.EmailField(
        label="What is their email address?",
        max_length=254,
        help_text="We write to tell them. They sign in with a code sent to this address; no password is needed.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    name = forms.CharField(label="What is their name?", max_length=120, required=False)
    role = forms.ChoiceField(
        label="What will they do?", choices=Membership.Role.choices, widget=forms.RadioSelect, initial="researcher"
    )

    def clean_email(self):
        return User.objects.normalize_email(self.cleaned_data["email"]).lower()


class ConundrumsField(forms.ModelMultipleChoiceField):
    """Any of the conundrums offered; a number too large for the database is none of them."""

    def clean(self, value):
        try:
            return super().clean(value)
        except OverflowError:
            raise ValidationError("Choose conundrums from the list.", code="invalid_choice") from None


class HuntForm(forms.ModelForm):
    """The day in local wall time; the model keeps UTC."""

    date = forms.DateField(
        label="On which day?",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        validators=[
            MinValueValidator(datetime(1950, 1, 1).date(), "Choose a day from 1950 on."),
            MaxValueValidator(datetime(2150, 1, 1).date(), "Choose a day before 2150."),
        ],
    )
    start = forms.TimeField(
        label="When does it start?", widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )
    end = forms.TimeField(label="When does it end?", widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))
    zone = forms.ChoiceField(
        label="Time zone", choices=[(name, name) for name in sorted(zoneinfo.available_timezones())]
    )

    class Meta:
        model = Hunt
        fields = ["title", "treasure", "base_name", "base_address", "latitude", "longitude", "conundrums"]
        widgets = {
            "treasure": forms.Textarea(attrs={"rows": 3}),
            "conundrums": forms.CheckboxSelectMultiple,
        }
        labels = {"conundrums": "Which conundrums does it test?"}
        field_classes = {"conundrums": ConundrumsField}

    field_order = [
        "title", "date", "start", "end", "zone", "treasure", "conundrums",
        "base_name", "base_address", "latitude", "longitude",
    ]  # fmt: skip

    def __init__(self, *args, programme, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.programme = programme
        chosen = self.instance.conundrums.values("pk") if self.instance.pk else []
        choices = programme.conundrums.in_use() | programme.conundrums.filter(pk__in=chosen)
        self.fields["conundrums"].queryset = choices.distinct()
        self.fields["conundrums"].label_from_instance = lambda conundrum: f"{conundrum.number}. {conundrum.question}"
        self.fields["conundrums"].required = False
        self.initial.setdefault("zone", self.instance.zone)
        if self.instance.pk:
            self.initial |= {
                "date": self.instance.date,
                "start": self.instance.local_start.time(),
                "end": self.instance.local_end.time(),
            }
        else:
            self.initial.setdefault("start", "09:30")
            self.initial.setdefault("end", "17:00")
            self.initial.setdefault("conundrums", list(programme.conundrums.in_use()))

    def clean(self):
        cleaned = super().clean()
        ask_for_whole_point(self, cleaned)
        if {"date", "start", "end", "zone"} <= cleaned.keys():
            self.clean_day(cleaned)
        return cleaned

    def clean_day(self, cleaned):
        starts_at, ends_at = self.instant(cleaned, "start"), self.instant(cleaned, "end")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("end", "Choose an end that is later than the start, on the same day.")
        elif starts_at and ends_at:
            self.instance.zone, self.instance.starts_at, self.instance.ends_at = cleaned["zone"], starts_at, ends_at

    def instant(self, cleaned, name):
        """When the day's ``start`` or ``end`` is; None, with an error beside it, when the clocks skip it."""
        try:
            return local_instant(cleaned["date"], cleaned[name], zoneinfo.ZoneInfo(cleaned["zone"]))
        except ValidationError as error:
            self.add_error(name, error)
            return None


def local_instant(date, time, zone):
    """The instant, in UTC, at which a clock in ``zone`` shows this; raises ValidationError when the clocks skip it."""
    instant = datetime.combine(date, time, tzinfo=zone)
    utc = instant.astimezone(UTC)
    if utc.astimezone(zone).replace(tzinfo=None) != instant.replace(tzinfo=None):
        raise ValidationError(f"There is no {time:%H:%M} on this day: the clocks go forward. Choose another time.")
    return utc


class RouteForm(OwnedModelForm):
    owned_by = ("hunt",)

    class Meta:
        model = Route
        fields = ["name", "places", "needs_step_free", "description"]
        widgets = {"description": forms.Textarea(attrs={"rows": 3})}


class PersonRouteForm(forms.Form):
    """Which route somebody is on, as the organiser sets it: not held back by the number of places."""

    route = forms.ModelChoiceField(queryset=None, required=False, empty_label="No route yet", label="Route")

    def __init__(self, *args, hunt, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["route"].queryset = hunt.routes.all()
