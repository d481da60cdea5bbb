"""A photo on a page without a script: what its author says about it, and something more."""

from django import forms
from django.conf import settings

from reflections.capture.log.typed_text import TypedTextField
from reflections.capture.log.words import NOT_ANSWERED
from reflections.capture.media.photos import PhotoError, read_photo
from reflections.capture.notes import NewPhoto, PhotoNote
from reflections.models import Photo

# Named one by one, not image/*, so that pickers leave out what we would refuse. The endings are for browsers that
# don't know the type of a HEIC.
ACCEPT = "image/jpeg,image/png,image/webp,image/heic,image/heif,.heic,.heif"
SAID = ["caption", "recognisable", "who"]


class CaptionField(TypedTextField):
    def __init__(self, **kwargs):
        wanted = {
            "label": "What do we see, and why does it matter?",
            "required": False,
            "max_length": 500,
            "widget": forms.Textarea({"rows": 2, "dir": "auto"}),
            "error_messages": {"max_length": "Use at most 500 characters for a caption."},
        }
        super().__init__(**(wanted | kwargs))


def showed_field(question):
    return TypedTextField(
        label=question,
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 1, "dir": "auto"}),
        error_messages={"max_length": "Use at most 1,000 characters."},
    )


class DescribedPhotoForm(forms.Form):
    """What its author says about one photo. Not a ModelForm, which would ask the database about each."""

    caption = CaptionField()
    recognisable = forms.ChoiceField(
        label="Can anybody be recognised in it?",
        choices=Photo.Recognisable.choices,
        initial=Photo.Recognisable.NOBODY,
        widget=forms.RadioSelect,
    )
    who = forms.CharField(
        label="Who can be recognised?",
        required=False,
        max_length=250,
        help_text="Such as “two learners of the course”.",
        widget=forms.TextInput({"dir": "auto"}),
        error_messages={"max_length": "Use at most 250 characters."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields |= {name: showed_field(question) for name, question in Photo.SHOWED.items()}

    @property
    def showed_fields(self):
        return [self[name] for name in Photo.SHOWED]

    @property
    def showed_is_open(self):
        return any(field.value() or field.errors for field in self.showed_fields)

    @property
    def note(self):
        showed = {name: answer for name in Photo.SHOWED if (answer := self.cleaned_data[name])}
        return PhotoNote(**{name: self.cleaned_data[name] for name in SAID}, showed=showed)


class NewPhotoForm(DescribedPhotoForm):
    """A photo to send. Whether somebody can be recognised is asked, never assumed."""

    file = forms.FileField(
        label="Photo",
        required=False,
        allow_empty_file=True,
        help_text=f"JPEG, PNG, WebP or HEIC, at most {settings.MAX_PHOTO_BYTES // 1024**2} MB.",
        widget=forms.FileInput({"accept": ACCEPT}),
    )
    recognisable = forms.ChoiceField(
        label="Can anybody be recognised in it?",
        required=False,
        choices=Photo.Recognisable.choices,
        widget=forms.RadioSelect,
    )
    keep_place = forms.BooleanField(
        label="Keep where it was taken",
        required=False,
        help_text="A photo often knows its place. We remove that unless you tick this.",
    )
    field_order = ["file", "caption", "recognisable", "who", "keep_place"]

    def clean(self):
        cleaned = super().clean()
        file = cleaned.get("file")
        if file is None and any(cleaned.get(name) for name in [*SAID, *Photo.SHOWED]):
            self.add_error("file", "Choose the photo these words belong to, or empty them.")
        if file is not None:
            if not cleaned.get("recognisable"):
                self.add_error("recognisable", NOT_ANSWERED)
            self.read(file)
        return cleaned

    def read(self, file):
        self.taken = None
        try:
            self.taken = read_photo(file, keep_place=self.cleaned_data.get("keep_place", False))
        except PhotoError as error:
            self.add_error("file", error)

    @property
    def new_photo(self):
        """The NewPhoto for ``intake``, or None for an empty block."""
        if not self.cleaned_data.get("file"):
            return None
        return NewPhoto(self.taken, self.note)

    def ask_again(self):
        """The page comes back because of something else, and a browser does not send a file twice by itself."""
        file = self.files.get(self.add_prefix("file"))
        if file and "file" not in self.errors:
            self.add_error("file", f"Choose {file.name} again: a browser forgets photos when a page comes back.")

    @property
    def is_open(self):
        return bool(self.errors or (self.is_bound and self.has_changed()))


class KeptPhotoForm(DescribedPhotoForm):
    """A photo that is there already, and whether it stays."""

    remove = forms.BooleanField(label="Take this photo out", required=False)

    def __init__(self, data=None, *, photo):
        said = {name: getattr(photo, name) for name in SAID}
        super().__init__(data, prefix=photo.pk.hex, initial=said | photo.showed)
        self.photo = photo
