import json

from django import forms
from django.core.exceptions import ValidationError

from accounts.owned_forms import OwnedModelForm
from hunts.forms import local_instant
from hunts.places import LatitudeField, LongitudeField, ask_for_whole_point
from visits.models import Contact, HostOrganisation, Leg, Mode, OpeningTime, Stop, Venue
from visits.path_files import PathFileField
from visits.paths import MAX_POINTS, validate_path
from visits.timetable import minutes_between


class HostForm(OwnedModelForm):
    owned_by: tuple[str, ...] = ("programme",)

    class Meta:
        model = HostOrganisation
        fields = ["name", "kind", "borough", "about", "website"]
        widgets = {"about": forms.Textarea(attrs={"rows": 4})}
        labels = {"website": "Web page"}


class ContactForm(forms.ModelForm):
    class Meta:
        model = Contact
        fields = ["name", "role", "email", "phone", "notes"]
        widgets = {"notes": forms.Textarea(attrs={"rows": 3})}

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not (cleaned["email"] or cleaned["phone"]):
            self.add_error("email", "Give an email address or a phone number, so that somebody can be reached.")
        return cleaned


class VenueForm(forms.ModelForm):
    step_free = forms.TypedChoiceField(
        label="Is it step-free?",
        choices=[("", "Not known"), ("yes", "Yes"), ("no", "No")],
        coerce=lambda value: value == "yes",
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Venue
        fields = ["name", "address", "borough", "latitude", "longitude", "access_notes", "step_free", "capacity"]
        widgets = {"access_notes": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["step_free"] = {True: "yes", False: "no"}.get(self.instance.step_free, "")

    def clean(self):
        cleaned = super().clean()
        ask_for_whole_point(self, cleaned)
        return cleaned


class OpeningTimesForm(forms.Form):
    """Opens and closes for each weekday, in local time; a day left empty is not known to be open."""

    def __init__(self, *args, venue, **kwargs):
        super().__init__(*args, **kwargs)
        self.venue = venue
        known = {time.weekday: time for time in venue.opening_times.all()} if venue.pk else {}
        for day in OpeningTime.Weekday:
            for part in ("opens", "closes"):
                self.fields[f"{part}_{day.value}"] = forms.TimeField(
                    label=f"{day.label} {part}",
                    required=False,
                    initial=getattr(known.get(day.value), part, None),
                    widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
                )

    def days(self):
        """For the page: each weekday with its two fields."""
        return [(day.label, self[f"opens_{day.value}"], self[f"closes_{day.value}"]) for day in OpeningTime.Weekday]

    def clean(self):
        cleaned = super().clean()
        for day in OpeningTime.Weekday:
            opens, closes = cleaned.get(f"opens_{day.value}"), cleaned.get(f"closes_{day.value}")
            if (opens is None) != (closes is None):
                missing = "opens" if opens is None else "closes"
                self.add_error(f"{missing}_{day.value}", f"{day.label}: give both times, or neither.")
            elif opens and closes <= opens:
                self.add_error(f"closes_{day.value}", f"{day.label}: it has to close after it opens.")
        return cleaned

    def save(self):
        self.venue.opening_times.all().delete()
        OpeningTime.objects.bulk_create(
            OpeningTime(venue=self.venue, weekday=day, opens=opens, closes=self.cleaned_data[f"closes_{day.value}"])
            for day in OpeningTime.Weekday
            if (opens := self.cleaned_data[f"opens_{day.value}"])
        )


class PathField(forms.CharField):
    """A walk, typed as one "latitude, longitude" a line, or pasted as a GeoJSON LineString; a GeoJSON dict."""

    widget = forms.Textarea

    def to_python(self, value):
        text = super().to_python(value).strip()
        if not text:
            return None
        path = read_geojson(text) if text.startswith("{") else read_lines(text)
        validate_path(path)
        return path

    def prepare_value(self, value):
        if isinstance(value, dict):
            return "\n".join(f"{latitude}, {longitude}" for longitude, latitude in value["coordinates"])
        return value

    def has_changed(self, initial, data):
        return self.prepare_value(initial) != data


def read_geojson(text):
    try:
        path = json.loads(text)
    except (ValueError, RecursionError):
        raise ValidationError("This is not whole GeoJSON. Paste a LineString, or one point a line.") from None
    if isinstance(path, dict) and path.get("type") == "Feature":
        path = path.get("geometry")
    if isinstance(path, dict) and isinstance(path.get("coordinates"), list):
        flat = [point[:2] if isinstance(point, list) else point for point in path["coordinates"]]
        return {"type": path.get("type"), "coordinates": flat}
    return path


def read_lines(text):
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > MAX_POINTS:
        raise ValidationError(f"A path has 2 to {MAX_POINTS:,} points.")
    return {"type": "LineString", "coordinates": [read_point(number, line) for number, line in enumerate(lines, 1)]}


def read_point(number, line):
    try:
        latitude, longitude = (round(float(part), 6) for part in line.replace(";", ",").split(","))
    except ValueError:
        raise ValidationError(
            f"Line {number} is not a point: write latitude, longitude, such as 53.49, -2.51."
        ) from None
    return [longitude, latitude]


class PlaceSearchInput(forms.SearchInput):
    """Words to look a place up by, with a button that sends the form to ``url``'s search; then what was found.

    The page sets ``url`` and, after a search, ``search`` (a ``visits.views.places.PlaceSearch``).
    """

    template_name = "visits/_place_search.html"
    url = ""
    search = None

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"] |= {"url": self.url, "search": self.search}
        return context


class StopForm(forms.ModelForm):
    fixed_time = forms.TimeField(
        label="Does it start at a fixed time?",
        required=False,
        help_text="Leave empty when it starts as soon as the party arrives.",
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )
    find_place = forms.CharField(
        label="Find a place by its name",
        max_length=120,
        required=False,
        help_text="A town or a village. Choosing one names a new place below, with its point.",
        widget=PlaceSearchInput,
    )
    new_place = forms.CharField(
        label="Or a place that is not in the directory",
        max_length=120,
        required=False,
        help_text="Its name. It is added to the directory, where you can describe it later.",
    )
    latitude = LatitudeField(null=True, blank=True).formfield(label="Its latitude", required=False)
    longitude = LongitudeField(null=True, blank=True).formfield(label="Its longitude", required=False)
    path = PathField(
        label="Path of a walking tour",
        required=False,
        help_text="One point a line, latitude then longitude, such as 53.4975, -2.5190. GeoJSON works too.",
    )
    path_file = PathFileField(
        label="Or take the path from a GPX or GeoJSON file",
        required=False,
        help_text="A recorded walk, up to 1 MB. It replaces the path above.",
    )

    class Meta:
        model = Stop
        fields = [
            "kind", "title", "host", "venue", "stay_minutes", "earliest_start", "latest_finish", "meet", "prompts",
            "access_notes", "path",
        ]  # fmt: skip
        labels = {"earliest_start": "It can't start before", "latest_finish": "It has to be over by"}
        help_texts = {
            "earliest_start": "Leave empty when any time will do. The opening times of the place count as well.",
        }
        widgets = {
            "kind": forms.RadioSelect,
            "prompts": forms.Textarea(attrs={"rows": 4}),
            "access_notes": forms.Textarea(attrs={"rows": 2}),
            "earliest_start": forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
            "latest_finish": forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        }

    field_order = [
        "kind", "title", "host", "venue", "find_place", "new_place", "latitude", "longitude", "path", "path_file",
        "stay_minutes", "fixed_time", "earliest_start", "latest_finish", "meet", "prompts", "access_notes",
    ]  # fmt: skip

    def __init__(self, *args, hunt, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.hunt = hunt
        self.fields["host"].queryset = hunt.programme.hosts.all()
        self.fields["host"].empty_label = "No host"
        self.fields["venue"].queryset = hunt.programme.venues.select_related("host")
        self.fields["venue"].label_from_instance = venue_label
        self.fields["venue"].empty_label = f"At the base ({hunt.base_name})"
        if self.instance.fixed_start:
            self.initial["fixed_time"] = self.instance.fixed_start.astimezone(hunt.tzinfo).time()

    def clean(self):
        cleaned = super().clean()
        self.clean_place(cleaned)
        self.clean_window(cleaned)
        time = cleaned.get("fixed_time")
        if "fixed_time" in cleaned:
            self.instance.fixed_start = self.fixed_start(time) if time else None
        self.take_path_file(cleaned)
        if cleaned.get("kind") != Stop.Kind.WALKING_TOUR:
            cleaned["path"] = None
        elif cleaned.get("path", "wrong") is None and "path_file" not in self.errors:
            self.add_error("path", "Give the path of the walking tour: at least two points.")
        return cleaned

    def clean_window(self, cleaned):
        """Between the two the stay has to fit."""
        start, finish, stay = (cleaned.get(name) for name in ("earliest_start", "latest_finish", "stay_minutes"))
        if start and finish and stay and minutes_between(start, finish) < stay:
            self.add_error("latest_finish", f"A stay of {stay} minutes does not fit between the two times.")

    def take_path_file(self, cleaned):
        """A file's path takes the place of the typed one, also on the page, should the form come back."""
        path = cleaned.get("path_file")
        if path and cleaned.get("kind") != Stop.Kind.WALKING_TOUR:
            self.add_error("path_file", "Only a walking tour has a path. Choose “Walking tour”, or send no file.")
        elif path:
            self.errors.pop("path", None)
            cleaned["path"] = path
            self.data = self.data.copy()
            self.data[self.add_prefix("path")] = self.fields["path"].prepare_value(path)

    def fixed_start(self, time):
        try:
            return local_instant(self.instance.hunt.date, time, self.instance.hunt.tzinfo)
        except ValidationError as error:
            self.add_error("fixed_time", error)
            return None

    def clean_place(self, cleaned):
        if cleaned.get("new_place") and cleaned.get("venue"):
            self.add_error("new_place", "Choose a place from the directory or name a new one, not both.")
        ask_for_whole_point(self, cleaned)
        if (
            cleaned.get("latitude") is not None
            and cleaned.get("longitude") is not None
            and not cleaned.get("new_place")
        ):
            self.add_error("new_place", "Name the new place that this point belongs to.")

    def save_place(self):
        """Add the new place, if one is named, to the directory; the stop itself is kept by the plan."""
        if name := self.cleaned_data["new_place"]:
            point = {key: self.cleaned_data[key] for key in ("latitude", "longitude")}
            self.instance.venue = Venue.objects.create(
                programme=self.instance.hunt.programme, host=self.cleaned_data["host"], name=name, **point
            )

    def shown(self, name):
        """What a field of a form that nobody has filled in says, as words."""
        value = self[name].value()
        choices = dict(getattr(self.fields[name], "choices", ()))
        return str(choices.get(value, value) if value not in {None, ""} else "nothing")


def venue_label(venue):
    return f"{venue.name} ({venue.host.name})" if venue.host else venue.name


class VisitForm(forms.Form):
    """Puts a stop of the plan on a route."""

    stop = forms.ChoiceField()
    mode = forms.ChoiceField(choices=Mode.choices)

    def __init__(self, *args, plan, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["stop"].choices = [(stop.uid, stop.title) for stop in plan.stops]


class LegForm(forms.ModelForm):
    class Meta:
        model = Leg
        fields = ["mode", "minutes"]
