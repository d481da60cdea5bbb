"""An organiser notes what a host has said."""

from django import forms
from django.core.exceptions import ValidationError

from hunts.forms import local_instant
from hunts.models import Hunt
from visits.models import Invitation
from visits.planning.answers import NOT_ASKED, Status


class AnswerForm(forms.Form):
    status = forms.ChoiceField(
        label="Has the host agreed?", choices=[(NOT_ASKED, "Not asked yet"), *Status.choices], required=False
    )
    proposed_time = forms.TimeField(
        label="Which time do they propose?",
        required=False,
        help_text="Only with “Another time proposed”.",
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )

    def __init__(self, *args, hunt, invitation, **kwargs):
        super().__init__(*args, **kwargs)
        self.hunt = hunt
        self.fields["status"].asked_for = True  # "not asked yet" is an answer, too
        proposed = invitation and invitation.proposed_start
        self.initial["status"] = invitation.status if invitation else NOT_ASKED
        self.initial["proposed_time"] = proposed.astimezone(hunt.tzinfo).time() if proposed else None

    def clean(self):
        cleaned = super().clean()
        cleaned["proposed_start"] = None
        if cleaned.get("status") == Status.PROPOSED and "proposed_time" not in self.errors:
            self.clean_proposed(cleaned)
        return cleaned

    def clean_proposed(self, cleaned):
        time = cleaned.get("proposed_time")
        try:
            cleaned["proposed_start"] = local_instant(self.hunt.date, time, self.hunt.tzinfo) if time else None
        except ValidationError as error:
            self.add_error("proposed_time", error)
        if not time:
            self.add_error("proposed_time", "Give the time that the host proposes.")


def form_of(hunt: Hunt, invitation: Invitation | None, data=None, name: str = "answer") -> AnswerForm:
    """The form with what is known; ``name`` tells it from others on the page."""
    return AnswerForm(data, hunt=hunt, invitation=invitation, auto_id=f"{name}-%s")
