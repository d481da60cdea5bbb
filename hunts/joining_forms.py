"""What somebody says about themselves: answers about consent, a name, a route."""

import re

from django import forms
from django.core.exceptions import ValidationError

from hunts.consent import USES
from hunts.models.hunts import make_key

YES_OR_NO = [("yes", "Yes, I agree"), ("no", "No")]


class ConsentForm(forms.Form):
    """One question a use, each with its own yes and no; ``answers`` maps uses to booleans once the form is valid."""

    answers_needed = True

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for ask in USES:
            self.fields[f"consent_{ask.use}"] = forms.ChoiceField(
                label=ask.title,
                help_text=ask.wording,
                choices=YES_OR_NO,
                widget=forms.RadioSelect,
                required=self.answers_needed,
                error_messages={
                    "required": f"Say yes or no to “{ask.title}”.",
                    "invalid_choice": f"Say yes or no to “{ask.title}”.",
                },
            )

    @property
    def consent_fields(self):
        return [self[f"consent_{ask.use}"] for ask in USES]

    @property
    def answers(self):
        given = {ask.use: self.cleaned_data.get(f"consent_{ask.use}") for ask in USES}
        return {use: answer == "yes" for use, answer in given.items() if answer}


class ConsentChangeForm(ConsentForm):
    """Standing answers are shown as chosen, unless they answer earlier words; a use left open stays as it is."""

    answers_needed = False

    def __init__(self, *args, standing, **kwargs):
        super().__init__(*args, **kwargs)
        for ask in USES:
            consent = standing.get(ask.use)
            field = self.fields[f"consent_{ask.use}"]
            field.standing = consent
            field.has_other_words = bool(consent and consent.wording != ask.wording)
            if consent and not field.has_other_words:
                field.initial = "yes" if consent.agreed else "no"


class RouteCards(forms.RadioSelect):
    """Radios that can't be chosen when their route has no place left."""

    closed: frozenset = frozenset()

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        if str(value) in self.closed:
            option["attrs"]["disabled"] = True
        return option


class RouteField(forms.ModelChoiceField):
    """One of a hunt's routes. Whether it has room is decided when the place is taken, not here."""

    widget = RouteCards

    def __init__(self, **kwargs):
        sentence = "Choose one of the routes."
        super().__init__(
            queryset=None,
            empty_label=None,
            error_messages={"required": sentence, "invalid_choice": sentence},
            **kwargs,
        )

    def offer(self, routes, keep=None):
        """Offer ``routes`` (with party sizes). Full ones are shown but closed, except ``keep``, where one is."""
        self.queryset = routes
        self.routes = list(routes)
        self.widget.closed = frozenset(str(route.pk) for route in self.routes if route.is_full and route != keep)

    @property
    def open_routes(self):
        return [route for route in self.routes if str(route.pk) not in self.widget.closed]


def route_cards(bound_field):
    """Each radio of a RouteField with its route."""
    return list(zip(bound_field.subwidgets, bound_field.field.routes, strict=False))


class JoinForm(ConsentForm):
    key = forms.CharField(widget=forms.HiddenInput, required=False, initial=make_key)
    name = forms.CharField(
        label="What is your name?",
        max_length=120,
        help_text="The organisers call you by it. Researchers and hosts see a pseudonym unless you agree to be named.",
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
        error_messages={
            "required": "Give a name. A first name is enough.",
            "max_length": "Use a name of at most 120 characters.",
        },
    )
    contact_email = forms.EmailField(
        label="What is your email address?",
        max_length=254,
        required=False,
        help_text="Only to send you the link that brings you back, and for the organisers to reach you about the day.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "invalid": "Give an email address like name@example.org, or leave it empty.",
            "max_length": "Give an email address of at most 254 characters, or leave it empty.",
        },
    )
    route = RouteField(label="Which way do you want to go?")

    def __init__(self, *args, hunt, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["route"].offer(hunt.routes.with_party_sizes())
        if not self.fields["route"].routes:
            del self.fields["route"]
        elif len(self.fields["route"].routes) == 1:
            self.fields["route"].initial = self.fields["route"].routes[0]
        if user.is_authenticated:
            self.fields["name"].initial = user.name
            del self.fields["contact_email"]
        self.order_fields(["key", *(field.name for field in self.consent_fields), "name", "contact_email", "route"])

    @property
    def has_room(self):
        return "route" not in self.fields or bool(self.fields["route"].open_routes)

    @property
    def cards(self):
        return route_cards(self["route"]) if "route" in self.fields else []

    def clean_key(self):
        """What this page was rendered with, so that pressing twice joins once; made anew if it was tampered with."""
        key = self.cleaned_data["key"]
        return key if re.fullmatch(r"[A-Za-z0-9_-]{27}", key) else make_key()

    def clean_name(self):
        name = self.cleaned_data["name"]
        if not any(character.isprintable() and not character.isspace() for character in name):
            raise ValidationError("Give a name that can be read.")
        return name

    @property
    def said(self):
        """The keywords of ``join_hunt``."""
        said = {name: self.cleaned_data.get(name) for name in ("key", "name", "route")}
        return said | {"answers": self.answers, "contact_email": self.cleaned_data.get("contact_email", "")}


class MyRouteForm(forms.Form):
    route = RouteField(label="Which way do you want to go?", required=False)

    def __init__(self, *args, participation, **kwargs):
        super().__init__(*args, initial={"route": participation.route_id}, **kwargs)
        self.fields["route"].offer(participation.hunt.routes.with_party_sizes(), keep=participation.route)

    @property
    def cards(self):
        return route_cards(self["route"])
