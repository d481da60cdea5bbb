from django import forms


class TypedTextField(forms.CharField):
    """Text as it was typed. Forms send line ends as CR LF whatever the keyboard made; what is kept has LF."""

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n").replace("\r", "\n")
