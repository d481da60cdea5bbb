"""The filter of the research desk and of exports: one reading of the address for both."""

from functools import cache, partial

from django import forms
from django.db.models import Exists, OuterRef, Q
from django_filters import CharFilter, ChoiceFilter, FilterSet, MultipleChoiceFilter

from hunts.models import Stance
from reflections.models import Photo, Reflection, Tag
from reflections.research.directory import Directory
from visits.models import HostOrganisation, Visit

MAX_SEARCH = 200


class ReflectionFilter(FilterSet):
    """Narrows reflections of one programme. Values of one field are alternatives; every field that is used must match.

    A leg counts as belonging to the stop it leads to, as ``Reflection.stop`` does. Conundrum and stance must match on
    the same tag, whoever made it. With a value that isn't among the choices ``qs`` is empty and the form says why.
    """

    q = CharFilter(
        label="Words",
        max_length=MAX_SEARCH,
        error_messages={"max_length": f"Search for fewer words: at most {MAX_SEARCH} characters."},
        help_text="Every word must be in the reflection or in a caption. Capitals make no difference.",
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    hunt = MultipleChoiceFilter(label="Hunt", widget=forms.CheckboxSelectMultiple)
    moment = MultipleChoiceFilter(
        label="Moment", choices=Reflection.Moment.choices, widget=forms.CheckboxSelectMultiple
    )
    host = ChoiceFilter(label="Host", empty_label="Any host")
    host_kind = MultipleChoiceFilter(label="Kind of host", widget=forms.CheckboxSelectMultiple)
    borough = ChoiceFilter(label="Borough", empty_label="Any borough")
    conundrum = MultipleChoiceFilter(label="Conundrum", widget=forms.CheckboxSelectMultiple)
    stance = MultipleChoiceFilter(label="Stance", choices=Stance.choices, widget=forms.CheckboxSelectMultiple)
    with_photo = ChoiceFilter(
        label="Photo", choices=[("yes", "With a photo"), ("no", "Without a photo")], empty_label="With or without"
    )

    class Meta:
        model = Reflection
        fields: list[str] = []

    def __init__(self, data, queryset, *, programme, directory=None):
        super().__init__(data, queryset)
        directory = directory or Directory(programme)
        for name, choices in (
            ("hunt", hunts_of),
            ("host", hosts_of),
            ("host_kind", kinds_of),
            ("borough", boroughs_of),
            ("conundrum", conundrums_of),
        ):
            self.filters[name].extra["choices"] = cache(partial(choices, directory))

    def filter_queryset(self, queryset):
        if not self.form.is_valid():
            return queryset.none()
        asked = self.form.cleaned_data
        for condition in conditions(asked):
            queryset = queryset.filter(condition)
        return queryset

    def described(self):
        """What was asked for, in words: one line a field, in the order of the form; empty if nothing was."""
        if not self.is_valid():
            return []
        return [
            f"{self.filters[name].label}: {', '.join(self._spell(name, value))}"
            for name, value in self.form.cleaned_data.items()
            if value
        ]

    def _spell(self, name, value):
        if isinstance(value, str):
            value = [value]
        labels = dict(self.form.fields[name].choices) if hasattr(self.form.fields[name], "choices") else {}
        return [label for choice, label in labels.items() if choice in value] or value


def conditions(asked):
    """The conditions on a reflection, all of which must hold, for the form's cleaned data."""
    if asked.get("hunt"):
        yield Q(hunt__slug__in=asked["hunt"])
    if asked.get("moment"):
        yield Q(moment__in=asked["moment"])
    if stops := stop_conditions(asked):
        visits = Visit.objects.filter(*stops).values("pk")
        yield Q(visit__in=visits) | Q(leg__visit__in=visits)
    if tags := tag_conditions(asked):
        yield Q(Exists(Tag.objects.filter(reflection=OuterRef("pk"), **tags)))
    if asked.get("with_photo"):
        has_photo = Exists(Photo.objects.filter(reflection=OuterRef("pk")))
        yield Q(has_photo) if asked["with_photo"] == "yes" else ~Q(has_photo)
    for word in (asked.get("q") or "").split():
        caption = Photo.objects.filter(contains("caption", word), reflection=OuterRef("pk"))
        yield contains("words", word) | Q(Exists(caption))


def stop_conditions(asked):
    found = []
    if asked.get("host"):
        found.append(Q(stop__host=asked["host"]))
    if asked.get("host_kind"):
        found.append(Q(stop__host__kind__in=asked["host_kind"]))
    if borough := asked.get("borough"):
        elsewhere = Q(stop__venue__isnull=True) | Q(stop__venue__borough="")
        found.append(Q(stop__venue__borough=borough) | (elsewhere & Q(stop__host__borough=borough)))
    return found


def tag_conditions(asked):
    found = {}
    if asked.get("conundrum"):
        found["conundrum__number__in"] = asked["conundrum"]
    if asked.get("stance"):
        found["stance__in"] = asked["stance"]
    return found


def contains(field, word):
    """Whether the field has the word in whatever case. SQLite's LIKE folds the case of A to Z alone, so other letters
    take a regular expression, which folds them on both databases."""
    if word.isascii():
        return Q(**{f"{field}__icontains": word})
    return Q(**{f"{field}__iregex": literal(word)})


def literal(word):
    """The word as a regular expression for both Python and PostgreSQL: what isn't a letter or digit is escaped."""
    return "".join(letter if letter.isalnum() or not letter.isascii() else f"\\{letter}" for letter in word)


# Choices are text, read once and only when needed. A value from an address is compared with them and never reaches the
# database, which would stumble over a NUL or a number too large for it.


def hunts_of(directory):
    return [(hunt.slug, hunt.title) for hunt in directory.hunts.values()]


def hosts_of(directory):
    return [(str(pk), host.name) for pk, host in directory.hosts.items()]


def conundrums_of(directory):
    return [(str(conundrum.number), str(conundrum)) for conundrum in directory.conundrums.values()]


def kinds_of(directory):
    """The kinds that occur, in the order of the list of kinds."""
    used = {host.kind for host in directory.hosts.values()}
    return [(value, label) for value, label in HostOrganisation.Kind.choices if value in used]


def boroughs_of(directory):
    return [(name, name) for name in directory.boroughs]
