"""A voice note on a page without a script: a file that another app recorded, and what is said in it."""

from django import forms
from django.conf import settings

from reflections.capture.log.typed_text import TypedTextField
from reflections.capture.log.words import TRANSCRIPT_ALONE
from reflections.capture.media.audio import AudioError, inspect_audio
from reflections.capture.notes import NewVoice
from reflections.models.capture import MAX_WORDS


class VoiceForm(forms.Form):
    file = forms.FileField(
        label="Recording",
        required=False,
        allow_empty_file=True,
        help_text=f"A sound file, at most {settings.MAX_VOICE_BYTES // 1024**2} MB.",
        widget=forms.FileInput({"accept": "audio/*"}),
    )
    transcript = TypedTextField(
        label="What is said in it?",
        required=False,
        strip=False,
        max_length=MAX_WORDS,
        widget=forms.Textarea({"rows": 2, "dir": "auto"}),
        error_messages={"max_length": f"Use at most {MAX_WORDS:,} characters."},
    )

    def clean(self):
        cleaned = super().clean()
        file = cleaned.get("file")
        if file is None and cleaned.get("transcript"):
            self.add_error("file", TRANSCRIPT_ALONE)
        if file is not None:
            self.read(file)
        return cleaned

    def read(self, file):
        self.taken = None
        try:
            self.taken = inspect_audio(file.read(), file.name)
        except AudioError as error:
            self.add_error("file", error)

    @property
    def new_voice(self):
        """The NewVoice for ``intake``, or None for an empty block."""
        if not self.cleaned_data.get("file"):
            return None
        return NewVoice(self.taken, self.cleaned_data["transcript"])

    def ask_again(self):
        """The page comes back because of something else, and a browser does not send a file twice by itself."""
        file = self.files.get(self.add_prefix("file"))
        if file and "file" not in self.errors:
            self.add_error("file", f"Choose {file.name} again: a browser forgets files when a page comes back.")

    @property
    def is_open(self):
        return bool(self.errors or (self.is_bound and self.has_changed()))


class KeptVoiceForm(forms.Form):
    """A voice note that is there already, and whether it stays."""

    transcript = VoiceForm.base_fields["transcript"]
    remove = forms.BooleanField(label="Take this recording out", required=False)

    def __init__(self, data=None, *, voice):
        super().__init__(data, prefix=voice.pk.hex, initial={"transcript": voice.transcript})
        self.voice = voice
