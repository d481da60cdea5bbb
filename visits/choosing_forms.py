"""Which hosts of the directory to show, as a page asks for it in its address."""

from django import forms

from visits.models import HostOrganisation
from visits.planning.choosing import Wanted

NEAR = [("1", "1 km"), ("2", "2 km"), ("5", "5 km"), ("10", "10 km")]


class FindHostsForm(forms.Form):
    """Nothing in it can be wrong: what it does not know, it does not ask for."""

    q = forms.CharField(label="Name, borough or venue", max_length=120, required=False, widget=forms.SearchInput)
    kind = forms.ChoiceField(label="Kind", choices=[("", "Any kind"), *HostOrganisation.Kind.choices], required=False)
    borough = forms.ChoiceField(label="Borough", required=False)
    within = forms.ChoiceField(label="How far away", choices=[("", "Any distance"), *NEAR], required=False)

    def __init__(self, *args, boroughs, **kwargs):
        super().__init__(*args, auto_id="find_%s", **kwargs)
        self.fields["borough"].choices = [("", "Any borough"), *((name, name) for name in boroughs)]

    def wanted(self) -> Wanted:
        self.is_valid()
        said = self.cleaned_data
        within = said.get("within")
        return Wanted(
            said.get("q", ""), said.get("kind", ""), said.get("borough", ""), int(within) if within else None
        )
