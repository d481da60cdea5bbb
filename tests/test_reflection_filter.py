import pytest
from django.http import QueryDict

from hunts.models import Programme
from reflections.models import Reflection
from reflections.research.filters import ReflectionFilter
from tests import builders
from tests.exporting import make_photo


class Cast:
    """Two hunts, two hosts, five reflections called by the words they say."""

    def __init__(self, programme, carys):
        self.programme = programme
        self.first, self.second = (builders.make_conundrum(programme, number) for number in (1, 2))
        canal = builders.make_hunt(programme)
        market = builders.make_hunt(programme, slug="market", title="Market hunt")
        self.anchor = builders.make_host(programme, "Anchor", borough="Salford")
        self.library = builders.make_host(programme, "Library", kind="social-enterprise", borough="Trafford")
        hall = builders.make_venue(programme, borough="Wigan")
        author = builders.make_participation(canal, builders.make_user("ben", email=None))
        other = builders.make_participation(market, author.user)
        route = builders.make_route(canal)
        at_anchor = builders.make_visit(route, builders.make_stop(canal, "Anchor", host=self.anchor))
        at_library = builders.make_visit(route, builders.make_stop(canal, "Library", host=self.library, venue=hall), 2)
        self.visit = self.log(author, "visit", moment="visit", visit=at_anchor)
        self.leg = self.log(author, "leg", moment="leg", leg=at_library.leg)
        self.day = self.log(author, "day")
        self.market = self.log(other, "market")
        builders.make_tag(self.visit, self.first, "supports")
        builders.make_tag(self.visit, self.second, "challenges")
        builders.make_tag(self.leg, self.first, "challenges", tagged_by=carys)
        builders.make_tag(self.market, self.second, "unsure")
        make_photo(self.leg, caption="A light SWITCH in Ögers Hall")
        make_photo(self.leg, position=2, caption="Another switch")

    def log(self, author, words, **changes):
        return builders.make_reflection(author, words=f"{words}: the Bench, été & 50%_off\nΣίσυφος", **changes)


@pytest.fixture
def cast(programme, carys):
    return Cast(programme, carys)


def asked(programme, query):
    return ReflectionFilter(QueryDict(query), Reflection.objects.all(), programme=programme)


def found(programme, query):
    """The first words of what matches, in alphabetical order, doubles included."""
    return sorted(words.split(":")[0] for words in asked(programme, query).qs.values_list("words", flat=True))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "day leg market visit"),
        ("page=2&csrf=x", "day leg market visit"),
        ("hunt=canal-hunt", "day leg visit"),
        ("hunt=market", "market"),
        ("hunt=market&hunt=canal-hunt", "day leg market visit"),
        ("moment=leg", "leg"),
        ("moment=leg&moment=day", "day leg market"),
        ("host_kind=community-anchor", "visit"),
        ("host_kind=community-anchor&host_kind=social-enterprise", "leg visit"),
        ("borough=Salford", "visit"),
        ("borough=Wigan", "leg"),
        ("borough=Trafford", ""),
        ("conundrum=1", "leg visit"),
        ("conundrum=1&conundrum=2", "leg market visit"),
        ("stance=challenges", "leg visit"),
        ("stance=challenges&stance=unsure", "leg market visit"),
        ("conundrum=1&stance=challenges", "leg"),
        ("conundrum=2&stance=supports", ""),
        ("with_photo=yes", "leg"),
        ("with_photo=no", "day market visit"),
        ("hunt=canal-hunt&moment=day&with_photo=no", "day"),
        ("hunt=market&stance=challenges", ""),
        ("q=bench", "day leg market visit"),
        ("q=market+BENCH", "market"),
        ("q=bench+nowhere", ""),
        ("q=switch", "leg"),
        ("q=switch+bench", "leg"),
        ("q=switch+another+light", "leg"),
        ("q=ÖGERS", "leg"),
        ("q=ÉTÉ", "day leg market visit"),
        ("q=σίσυφος", "day leg market visit"),
        ("q=50%25_", "day leg market visit"),
        ("q=5_%25", ""),
        ("q=.*", ""),
        ("q=é.*", ""),
        ("q=été(", ""),
        ("q=%27%22%3B--", ""),
        ("q=++", "day leg market visit"),
    ],
)
def test_what_matches(cast, query, expected):
    assert found(cast.programme, query) == expected.split()


def test_a_host_is_met_at_its_stop_and_on_the_way_to_it(cast):
    assert found(cast.programme, f"host={cast.anchor.pk}") == ["visit"]
    assert found(cast.programme, f"host={cast.library.pk}") == ["leg"]
    assert found(cast.programme, f"host={cast.library.pk}&host_kind=community-anchor") == []


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("hunt=nowhere", "hunt"),
        ("hunt=canal-hunt&hunt=nowhere", "hunt"),
        ("moment=lunch", "moment"),
        ("host=999999", "host"),
        ("host=abc", "host"),
        ("host=99999999999999999999999", "host"),
        ("host_kind=castle", "host_kind"),
        ("borough=Atlantis", "borough"),
        ("conundrum=99", "conundrum"),
        ("conundrum=one", "conundrum"),
        ("conundrum=99999999999999999999999", "conundrum"),
        ("stance=loves", "stance"),
        ("with_photo=maybe", "with_photo"),
        (f"q={'x' * 201}", "q"),
        ("q=a%00b", "q"),
        ("hunt=%00", "hunt"),
        ("borough=%00", "borough"),
        ("host=%00", "host"),
    ],
)
def test_an_unknown_value_is_an_error_beside_its_field_and_finds_nothing(cast, query, field):
    wrong = asked(cast.programme, query)

    assert list(wrong.form.errors) == [field]
    assert (list(wrong.qs), wrong.described()) == ([], [])


def test_what_belongs_to_another_programme_is_unknown(cast):
    other = builders.make_programme(name="Other", slug="other")
    hunt = builders.make_hunt(other, slug="elsewhere")
    host = builders.make_host(other, borough="Bolton", kind="housing")
    builders.make_conundrum(other, 7)

    for query in (f"hunt={hunt.slug}", f"host={host.pk}", "borough=Bolton", "host_kind=housing", "conundrum=7"):
        wrong = asked(cast.programme, query)
        assert list(wrong.form.errors) == [query.split("=")[0]]


def test_it_says_in_words_what_was_asked(cast):
    query = f"q=bench&hunt=market&moment=leg&moment=day&host={cast.anchor.pk}&host_kind=community-anchor"
    query += "&borough=Salford&conundrum=2&conundrum=1&stance=unsure&with_photo=yes"

    assert asked(cast.programme, query).described() == [
        "Words: bench",
        "Hunt: Market hunt",
        "Moment: On the way, About the whole day",
        "Host: Anchor",
        "Kind of host: Community anchor",
        "Borough: Salford",
        "Conundrum: 1. Label 1, 2. Label 2",
        "Stance: Unsure",
        "Photo: With a photo",
    ]
    assert asked(cast.programme, "").described() == []


def test_the_choices_are_those_of_the_programme(cast):
    form = asked(cast.programme, "").form

    assert [label for _, label in form.fields["host_kind"].choices] == ["Community anchor", "Social enterprise"]
    assert [value for value, _ in form.fields["borough"].choices] == ["", "Salford", "Trafford", "Wigan"]
    assert [label for _, label in form.fields["conundrum"].choices] == ["1. Label 1", "2. Label 2"]


@pytest.mark.parametrize("number", [1, 3])
def test_filtering_is_one_query_however_much_matches(programme, participation, number, django_assert_num_queries):
    for _ in range(number):
        make_photo(builders.make_reflection(participation))
    query = asked(Programme.objects.get(), "q=sample+words&with_photo=yes&moment=day").qs

    with django_assert_num_queries(1):
        assert len(query) == number
