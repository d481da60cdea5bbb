"""What is asked about a photo, in forms that work without a script."""

from django import forms

from reflections.capture.notes import PhotoNote
from reflections.models import Photo

# Named one by one, not image/*, so that pickers leave out what we would refuse. The endings are for browsers that
# don't know the type of a HEIC.
ACCEPT = "image/jpeg,image/png,image/webp,image/heic,image/heif,.heic,.heif"


class PhotoNoteForm(forms.Form):
    """What its author says about one photo; use a prefix, such as the photo's id, for several on a page. Not a
    ModelForm, which would ask the database about each."""

    caption = forms.CharField(
        label="What do we see, and why does it matter?",
        max_length=Photo._meta.get_field("caption").max_length,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )
    recognisable = forms.ChoiceField(
        label="Can anybody be recognised in it?",
        choices=Photo.Recognisable.choices,
        initial=Photo.Recognisable.NOBODY,
        widget=forms.RadioSelect,
    )
    who = forms.CharField(
        label="Who can be recognised?", max_length=Photo._meta.get_field("who").max_length, required=False
    )

    @classmethod
    def about(cls, photo, data=None):
        """The form for a photo that is kept, filled with what is said now, under a prefix of its own."""
        said = {name: getattr(photo, name) for name in cls.base_fields}
        return cls(data, prefix=str(photo.pk), initial=said)

    @property
    def note(self):
        """The PhotoNote for ``intake``, once the form is valid."""
        return PhotoNote(**self.cleaned_data)
