from django import forms

from hunts.forms import HuntForm
from hunts.models import Route
from visits.plan_files.errors import NotAPlan
from visits.plan_files.parsing import MAX_BYTES
from visits.plan_files.reading import read_plan_file

MOST_ERRORS = 50  # that a page shows


class HuntCopyForm(HuntForm):
    """The day of a copy, and what comes along."""

    routes = forms.ModelMultipleChoiceField(
        label="Which routes come along?",
        queryset=Route.objects.none(),
        to_field_name="uid",
        required=False,
        help_text="With their stops and journeys, and without the people on them.",
        widget=forms.CheckboxSelectMultiple,
    )
    keep_prompts = forms.BooleanField(label="Keep what people should think about at each stop", required=False)

    field_order = ["title", "date", "start", "end", "zone", "routes", "keep_prompts"]

    def __init__(self, *args, hunt, **kwargs):
        routes = hunt.routes.order_by("number")
        initial = {
            "title": hunt.title,
            "start": hunt.local_start.time(),
            "end": hunt.local_end.time(),
            "zone": hunt.zone,
            "routes": [route.uid for route in routes],
            "keep_prompts": True,
        }
        super().__init__(*args, programme=hunt.programme, initial=initial, **kwargs)
        self.fields = {name: self.fields[name] for name in self.field_order}
        self.fields["routes"].queryset = routes

    def refuse(self, refused: NotAPlan):
        """Say what of the plan can't be on the new day."""
        for error in refused.errors:
            self.add_error("date", str(error))


class PlanFileForm(forms.Form):
    file = forms.FileField(
        label="Which file?",
        help_text="A plan as JSON, up to 5 MB.",
        widget=forms.ClearableFileInput(attrs={"accept": ".json,application/json"}),
        error_messages={"empty": "This file is empty. Choose a plan file."},
    )
    slug = forms.SlugField(
        label="Short name of the hunt in web addresses",
        max_length=60,
        required=False,
        help_text="Only if it should be another than the file says: so a copy can be made.",
    )

    refused: NotAPlan | None = None

    def clean_file(self):
        """What the file says, as a ``PlanFile``."""
        file = self.cleaned_data["file"]
        try:
            return read_plan_file(file.read(MAX_BYTES + 1))
        except NotAPlan as refused:
            self.refuse(refused)
            return None

    def refuse(self, refused: NotAPlan):
        """Keep the errors for the page, which lists them where there is room."""
        self.refused = refused
        number = len(refused.errors)
        what = "one error, which is" if number == 1 else f"{number:,} errors, which are"
        self.add_error("file", f"This file was not taken in. It has {what} listed below.")

    @property
    def shown_errors(self):
        return self.refused.errors[:MOST_ERRORS] if self.refused else []

    @property
    def more_errors(self):
        return len(self.refused.errors) - len(self.shown_errors) if self.refused else 0
