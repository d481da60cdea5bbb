"""What researchers type: a tag, a finding, a piece of evidence."""

import re

from django import forms
from django.core.exceptions import ValidationError

from hunts.forms import ConundrumsField
from hunts.models import Stance
from reflections.models import Evidence, Finding

LINE_END = re.compile(r"\r\n|\r|\n")


class TagForm(forms.Form):
    """A researcher's own view of where a reflection stands on a conundrum."""

    conundrum = forms.ModelChoiceField(
        label="Which conundrum does it speak to?",
        queryset=None,
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={
            "required": "Choose a conundrum.",
            "invalid_choice": "Choose a conundrum from the list: the one you chose is no longer there.",
        },
    )
    stance = forms.ChoiceField(
        label="What does it do to it?",
        choices=Stance.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a stance.", "invalid_choice": "Choose a stance from the list."},
    )

    def __init__(self, *args, programme, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["conundrum"].queryset = programme.conundrums.in_use()


class FindingForm(forms.ModelForm):
    class Meta:
        model = Finding
        fields = ["sentence", "argument", "conundrums"]
        widgets = {
            "sentence": forms.Textarea({"rows": 2, "class": "words-input"}),
            "argument": forms.Textarea({"rows": 8, "dir": "auto"}),
            "conundrums": forms.CheckboxSelectMultiple,
        }
        labels = {"conundrums": "Which conundrums does it speak to?"}
        field_classes = {"conundrums": ConundrumsField}
        help_texts = {"argument": "The reasons behind the sentence. The evidence follows below it."}
        error_messages = {
            "sentence": {
                "required": "Write the finding in one sentence.",
                "max_length": "Say it in at most %(limit_value)d characters. You used %(show_value)d.",
            }
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        conundrums = self.instance.programme.conundrums.all()
        spoken_to = set(self.instance.conundrums.values_list("pk", flat=True)) if self.instance.pk else set()
        offered = [each.pk for each in conundrums if each.retired_at is None or each.pk in spoken_to]
        self.fields["conundrums"].queryset = conundrums.filter(pk__in=offered)
        self.fields["conundrums"].required = False


class EvidenceForm(forms.ModelForm):
    """A reflection, or an exact quote of it, as evidence for or against a finding, which may be a new one.

    The instance knows its reflection and who adds it; a new finding is written in the same name.
    """

    sentence = forms.CharField(
        label="The new finding, in one sentence",
        required=False,
        max_length=Finding._meta.get_field("sentence").max_length,
        widget=forms.Textarea({"rows": 2, "dir": "auto"}),
        help_text="Only if it is not in the list above.",
    )

    class Meta:
        model = Evidence
        fields = ["finding", "sentence", "direction", "quote"]
        widgets = {
            "direction": forms.RadioSelect,
            "quote": forms.Textarea({"rows": 3, "class": "words-input"}),
        }
        labels = {"finding": "Which finding?"}
        help_texts = {"quote": "Copied word for word. Leave it empty to take the whole reflection."}
        error_messages = {"finding": {"invalid_choice": "Choose a finding from the list: that one is gone."}}

    field_order = ["finding", "sentence", "direction", "quote"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        finding = self.fields["finding"]
        finding.required = False
        finding.empty_label = "A new finding"
        finding.template_name = "reflections/_chosen_or_new.html"
        finding.queryset = self.instance.reflection.programme.findings.all()
        self.fields["direction"].error_messages["required"] = "Say whether it speaks for or against the finding."
        # The first choice of a radio group without a default is an empty one.
        self.fields["direction"].choices = Evidence.Direction.choices

    def clean_quote(self):
        return stored_quote(self.cleaned_data["quote"], self.instance.reflection.words)

    def clean(self):
        cleaned = super().clean()
        finding, sentence = cleaned.get("finding"), cleaned.get("sentence")
        if "finding" in cleaned and not finding and not sentence and "sentence" in cleaned:
            self.add_error("finding", "Choose a finding, or write a new one below.")
        elif finding and sentence:
            self.add_error("sentence", "Empty this, or choose “A new finding” above.")
        elif finding and "quote" in cleaned:
            self._refuse_twice(finding, cleaned["quote"])
        return cleaned

    def _refuse_twice(self, finding, quote):
        evidence = Evidence(finding=finding, reflection=self.instance.reflection, quote=quote)
        try:
            evidence.validate_constraints(exclude={"direction"})
        except ValidationError as error:
            self.add_error("quote", error.messages)

    def save(self, commit=True):
        if not self.cleaned_data["finding"]:
            self.instance.finding = self.instance.reflection.programme.findings.create(
                sentence=self.cleaned_data["sentence"], written_by=self.instance.added_by
            )
        return super().save(commit)


def stored_quote(quote, words):
    """Return ``quote`` as it stands in ``words``, or raise ValidationError.

    Browsers send line ends as CRLF whatever the text had that somebody copied, so any line end matches any other.
    """
    if not quote:
        return ""
    lines = map(re.escape, LINE_END.split(quote))
    found = re.search(r"(?:\r\n|\r|\n)".join(lines), words)
    if found is None:
        raise ValidationError("Copy the quote exactly as it stands in the reflection.")
    return found.group()
