from django import forms

from visits.directory.files import read_hosts


class HostsField(forms.FileField):
    """A CSV or XLSX file; cleans to what ``read_hosts`` returns."""

    default_error_messages = {
        "required": "Choose a CSV or XLSX file.",
        "empty": "This file is empty.",
    }

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.widget.attrs["accept"] = ".csv,.tsv,.txt,.xlsx,text/csv"

    def clean(self, data, initial=None):
        return read_hosts(super().clean(data, initial))


class HostFileForm(forms.Form):
    file = HostsField(
        label="Which file?",
        help_text="CSV or XLSX, up to 2 MB and 1,000 rows. Nothing changes before you have seen what would.",
    )
