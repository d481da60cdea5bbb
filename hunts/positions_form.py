"""One row of taps a conundrum, none of them required."""

from django import forms

from hunts.models import Stance

TAKE_BACK = ("", "Take back")


class PositionsForm(forms.Form):
    """``standing`` maps ids of conundrums to the stances said before; those, and only those, can be taken back."""

    def __init__(self, *args, conundrums, standing, **kwargs):
        super().__init__(*args, **kwargs)
        self.conundrums = list(conundrums)
        for conundrum in self.conundrums:
            said = standing.get(conundrum.pk)
            self.fields[name_of(conundrum)] = forms.ChoiceField(
                label=conundrum.question,
                choices=[*Stance.choices, TAKE_BACK] if said else Stance.choices,
                initial=said,
                required=False,
                widget=forms.RadioSelect,
                error_messages={"invalid_choice": "Choose one of the four answers, or none."},
            )

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not self.stances:
            raise forms.ValidationError("Choose an answer to at least one of the questions.")
        return cleaned

    @property
    def rows(self):
        return [(conundrum, self[name_of(conundrum)]) for conundrum in self.conundrums]

    @property
    def stances(self):
        """Conundrums to stances, of those that were answered or taken back."""
        return {
            conundrum: self.cleaned_data[name_of(conundrum)]
            for conundrum in self.conundrums
            if name_of(conundrum) in self.data
        }


def name_of(conundrum):
    return f"stance_{conundrum.pk}"
