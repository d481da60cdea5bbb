"""Logging and editing on one page: words, stances, photos and recordings, with and without a script."""

import json
import uuid

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone

from hunts.models import Stance
from reflections.capture.log.photo_forms import KeptPhotoForm, NewPhotoForm
from reflections.capture.log.typed_text import TypedTextField
from reflections.capture.log.voice_forms import KeptVoiceForm, VoiceForm
from reflections.capture.log.words import FOR_SOMEBODY_ELSE, NO_TITLE, WORDS
from reflections.capture.moments import NEW_ENCOUNTER
from reflections.models import Reflection
from reflections.models.capture import MAX_WORDS
from visits.models import Encounter

PHOTO_BLOCKS = 3
# Stands in an empty piece of the page for the number of the photo or voice note that the script makes of it.
PIECE = "PART"
STANCES = [("", "No view"), *Stance.choices]


class WordsAndStancesForm(forms.Form):
    """What both logging and editing ask: words, whom they may be shared with, and a stance on each conundrum."""

    words = TypedTextField(
        label="What strikes you?",
        required=False,
        strip=False,
        widget=forms.Textarea({"class": "words-input", "rows": 6, "dir": "auto"}),
    )
    audience = forms.ChoiceField(
        label="Whom may it be shared with?",
        choices=Reflection.Audience.choices,
        initial=Reflection.Audience.AGREED,
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, hunt, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["words"].asked_for = True
        self.conundrums = list(hunt.conundrums.all())
        for conundrum in self.conundrums:
            self.fields[stance_name(conundrum)] = forms.ChoiceField(
                label=conundrum.question,
                choices=STANCES,
                required=False,
                widget=forms.RadioSelect,
                error_messages={"invalid_choice": "Choose one of the stances, or none."},
            )

    @property
    def stance_rows(self):
        return [(conundrum, self[stance_name(conundrum)]) for conundrum in self.conundrums]

    @property
    def tags(self):
        """Conundrum to stance, of those with a stance."""
        chosen = {conundrum: self.cleaned_data[stance_name(conundrum)] for conundrum in self.conundrums}
        return {conundrum: stance for conundrum, stance in chosen.items() if stance}


def stance_name(conundrum):
    return f"stance_{conundrum.pk}"


class LogForm(WordsAndStancesForm):
    """``id`` is made with the page, so that what is sent twice is kept once."""

    id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    moment = forms.ChoiceField(
        label="What is it about?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose what it is about.",
            "invalid_choice": "That place is not on your route any more. Choose one from the list.",
        },
    )
    encounter_title = forms.CharField(
        label="Who or what did you come across?",
        required=False,
        max_length=120,
        help_text="Your party sees this line, so that they can log about it too. No names of people, please.",
        widget=forms.TextInput({"dir": "auto"}),
        error_messages={"max_length": "Use at most 120 characters; the rest can go into your words."},
    )
    encounter_place = forms.CharField(
        label="Where was it?",
        required=False,
        max_length=250,
        widget=forms.TextInput({"dir": "auto"}),
        error_messages={"max_length": "Use at most 250 characters."},
    )
    author_code = forms.CharField(
        label="Their code",
        required=False,
        max_length=40,
        help_text="It stands on their page “Your code” and on their cards.",
        widget=forms.TextInput({"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}),
    )
    author_agreed = forms.BooleanField(label="They asked me to log this, and agree to it", required=False)

    def __init__(self, *args, participation, moments, **kwargs):
        super().__init__(*args, hunt=participation.hunt, **kwargs)
        self.fields["encounter_title"].asked_for = True
        self.participation = participation
        self.moments = moments
        self.places = {choice.value: choice for choice in moments.all}
        self.fields["moment"].choices = [(choice.value, choice.label) for choice in moments.all]

    def clean(self):
        cleaned = super().clean()
        is_new = cleaned.get("moment") == NEW_ENCOUNTER
        if is_new and not cleaned.get("encounter_title") and "encounter_title" not in self.errors:
            self.add_error("encounter_title", NO_TITLE)
        if cleaned.get("author_code") or cleaned.get("author_agreed"):
            self.add_error("author_code", FOR_SOMEBODY_ELSE)
        return cleaned

    def clean_audience(self):
        return self.cleaned_data["audience"] or Reflection.Audience.AGREED

    @property
    def said(self):
        """Keywords of ``take_in_reflection``, but for the photos."""
        return {
            "id": self.cleaned_data["id"],
            "words": self.cleaned_data["words"],
            "tags": self.tags,
            "noted_at": timezone.now(),
            "audience": self.cleaned_data["audience"],
            **self.place,
        }

    @property
    def place(self):
        choice = self.places[self.cleaned_data["moment"]]
        return choice.place | ({"encounter": self.new_encounter()} if choice.value == NEW_ENCOUNTER else {})

    def new_encounter(self):
        return Encounter(
            hunt=self.participation.hunt,
            opened_by=self.participation,
            title=self.cleaned_data["encounter_title"],
            place=self.cleaned_data["encounter_place"],
        )

    def radios(self, choices):
        """The radio of each of ``choices``, with the choice."""
        wanted = {choice.value: choice for choice in choices}
        return [(radio, wanted[radio.data["value"]]) for radio in self["moment"] if radio.data["value"] in wanted]

    @property
    def near(self):
        return self.radios(self.moments.near)

    @property
    def far(self):
        return self.radios(self.moments.far)

    @property
    def others(self):
        known = {choice.value for choice in [*self.moments.near, *self.moments.far]}
        return self.radios([choice for choice in self.moments.all if choice.value not in known])

    @property
    def far_is_chosen(self):
        """Whether the list of other places has to be open: what is chosen is there, or nothing is nearer."""
        return not self.moments.near or self["moment"].value() in {choice.value for choice in self.moments.far}

    def take_new_id(self):
        """Let the next press of the button log what is on the page as something new."""
        self.data = self.data.copy()
        self.data["id"] = str(uuid.uuid4())


class PageOfForms:
    """Several forms sent together: drawn under one summary of errors, valid only all at once."""

    def __init__(self, main, *, new_photos=(), kept_photos=(), new_voices=(), kept_voices=()):
        self.main, self.new_photos, self.kept_photos = main, list(new_photos), list(kept_photos)
        self.new_voices, self.kept_voices = list(new_voices), list(kept_voices)
        self.prefix = None

    @property
    def parts(self):
        return [self.main, *self.kept_photos, *self.new_photos, *self.kept_voices, *self.new_voices]

    def __iter__(self):
        return (field for part in self.parts for field in part)

    @property
    def errors(self):
        return [part.errors for part in self.parts if part.errors]

    def non_field_errors(self):
        return [error for part in self.parts for error in part.non_field_errors()]

    def is_valid(self):
        if self.errors:
            self.ask_for_photos_again()
        return self.main.is_bound and not self.errors

    def ask_for_photos_again(self):
        for part in [*self.new_photos, *self.new_voices]:
            part.ask_again()

    def refuse(self, error: ValidationError):
        """Show what ``intake`` says, beside its field where the page has that field."""
        for field, messages in getattr(error, "error_dict", {None: error}).items():
            self.main.add_error(field if field in self.main.fields else None, messages)
        self.ask_for_photos_again()

    @property
    def photos(self):
        return [part.new_photo for part in self.new_photos if part.new_photo]

    @property
    def removed(self):
        """Ids of the photos and voice notes that are to go."""
        photos = [part.photo.pk for part in self.kept_photos if part.cleaned_data["remove"]]
        return photos + [part.voice.pk for part in self.kept_voices if part.cleaned_data["remove"]]

    @property
    def voices(self):
        return [part.new_voice for part in self.new_voices if part.new_voice]


class LogPage(PageOfForms):
    """The page to log on, with what its script needs to do without the server: empty pieces, words and limits."""

    script_words = WORDS
    photo_piece = NewPhotoForm(prefix=PIECE)
    voice_piece = VoiceForm(prefix=PIECE)

    @property
    def limits(self):
        """As JSON, for an attribute."""
        return json.dumps(
            {
                "words": MAX_WORDS,
                "photos": settings.MAX_PHOTOS_PER_REFLECTION,
                "voices": settings.MAX_VOICES_PER_REFLECTION,
                "photo_bytes": settings.MAX_PHOTO_BYTES,
                "voice_bytes": settings.MAX_VOICE_BYTES,
                "voice_seconds": settings.MAX_VOICE_SECONDS,
            }
        )


def photo_blocks(data, files, number=PHOTO_BLOCKS):
    return [NewPhotoForm(data, files, prefix=f"photo{index}") for index in range(1, number + 1)]


def voice_blocks(data, files):
    return [VoiceForm(data, files, prefix="voice1")]


def log_page(participation, moments, data=None, files=None, moment=None):
    """The page to log on; ``moment`` is the one to start with, if it is one of ``moments``."""
    known = {choice.value for choice in moments.all}
    initial = {"moment": moment if moment in known else moments.likely}
    main = LogForm(data, participation=participation, moments=moments, initial=initial)
    return LogPage(main, new_photos=photo_blocks(data, files), new_voices=voice_blocks(data, files))


def edit_page(reflection, data=None, files=None):
    """The page to edit ``reflection``, fetched ``for_reading``."""
    stances = {stance_name(tag.conundrum): tag.stance for tag in reflection.author_tags}
    said = {"words": reflection.words, "audience": reflection.audience, **stances}
    photos, voices = reflection.photos.all(), reflection.voices.all()
    room = min(settings.MAX_PHOTOS_PER_REFLECTION - len(photos), PHOTO_BLOCKS)
    return PageOfForms(
        WordsAndStancesForm(data, hunt=reflection.hunt, initial=said),
        kept_photos=[KeptPhotoForm(data, photo=photo) for photo in photos],
        new_photos=photo_blocks(data, files, room),
        kept_voices=[KeptVoiceForm(data, voice=voice) for voice in voices],
        new_voices=voice_blocks(data, files) if len(voices) < settings.MAX_VOICES_PER_REFLECTION else [],
    )
