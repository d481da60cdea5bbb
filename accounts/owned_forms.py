from django import forms


class OwnedModelForm(forms.ModelForm):
    """A form for a row that belongs to something the page already knows, such as a route of a hunt.

    Django checks only constraints whose fields are all on the form. Those in ``owned_by`` are set on the instance
    by the page, so that "one route per name in a hunt" is an error on the page, not a failure of the database.
    """

    owned_by: tuple[str, ...] = ()

    def _get_validation_exclusions(self):
        return super()._get_validation_exclusions() - set(self.owned_by)
