"""Joining: the last place goes to one person, nobody joins twice, and the way back is mailed."""

import re
import smtplib
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from accounts.models import User
from hunts import joining, pseudonyms
from hunts.joining import NotOpen, RouteFull, change_route, join_hunt
from hunts.models import Consent, Hunt, Participation, Route
from tests import builders

YES = {"analysis": True, "hosts": True}


@pytest.fixture
def mailed(django_capture_on_commit_callbacks):
    """Join with an address, and return the one message sent."""

    def join(hunt, **changes):
        with django_capture_on_commit_callbacks(execute=True):
            place = join_hunt(
                hunt,
                None,
                **({"name": "Eda", "route": None, "answers": YES, "contact_email": "eda@example.org"} | changes),
            )
        return place, mail.outbox

    return join


def test_a_newcomer_gets_a_place_a_pseudonym_and_a_person_without_email(hunt, route):
    place = join_hunt(hunt, None, name="Eda Sample", route=route, answers=YES)

    place = Participation.objects.get(pk=place.pk)
    assert (place.hunt, place.route, place.name, place.left_at) == (hunt, route, "Eda Sample", None)
    assert (place.user.name, place.user.email, place.user.has_usable_password()) == ("Eda Sample", None, False)
    assert place.pseudonym in pseudonyms.NAMES


def test_silence_about_a_use_is_a_no(hunt):
    place = join_hunt(hunt, None, name="Eda", route=None, answers={"analysis": True})

    agreed = dict(place.consents.current().values_list("use", "agreed"))
    assert agreed == {use: use == "analysis" for use in Consent.Use.values}


def test_somebody_with_an_account_joins_as_themselves(hunt, route, dev):
    place = join_hunt(hunt, dev, name="Dev", route=route, answers=YES)

    assert place.user == dev
    assert User.objects.count() == 3  # with amina and carys


def test_joining_again_keeps_the_place_as_it_is(hunt, route, dev):
    first = join_hunt(hunt, dev, name="Dev", route=route, answers=YES)

    again = join_hunt(hunt, dev, name="Somebody else", route=None, answers={})

    assert again == first
    assert (again.name, again.route, again.pseudonym) == ("Dev", route, first.pseudonym)
    assert again.agrees_to("analysis")


def test_somebody_who_left_comes_back_under_the_same_pseudonym_with_todays_answers(hunt, route, dev):
    first = join_hunt(hunt, dev, name="Dev", route=route, answers=YES)
    Participation.objects.update(left_at=timezone.now())

    again = join_hunt(hunt, dev, name="Devika", route=route, answers={"archive": True})

    again.refresh_from_db()
    assert (again.pk, again.pseudonym, again.name, again.left_at) == (first.pk, first.pseudonym, "Devika", None)
    assert [use for use in Consent.Use.values if again.agrees_to(use)] == ["archive"]


def test_a_full_route_is_refused_in_words_and_nothing_is_saved(hunt, dev):
    full = builders.make_route(hunt, name="Leigh", places=1)
    join_hunt(hunt, None, name="Eda", route=full, answers=YES)
    people = User.objects.count()

    with pytest.raises(ValidationError) as refusal:
        join_hunt(hunt, None, name="Fay", route=full, answers=YES)

    assert refusal.value.messages == ["The route “Leigh” has no places left. Choose another one."]
    assert Participation.objects.count() == 1
    assert User.objects.count() == people


def test_a_place_given_up_can_be_taken(hunt):
    route = builders.make_route(hunt, places=1)
    join_hunt(hunt, None, name="Eda", route=route, answers=YES)
    Participation.objects.update(left_at=timezone.now())

    join_hunt(hunt, None, name="Fay", route=route, answers=YES)

    assert [person.name for person in route.party] == ["Fay"]


def test_a_stale_copy_of_the_route_does_not_let_anybody_in(hunt):
    route = builders.make_route(hunt, places=5)
    stale = Route.objects.get(pk=route.pk)
    Route.objects.update(places=1)
    join_hunt(hunt, None, name="Eda", route=stale, answers=YES)

    with pytest.raises(RouteFull):
        join_hunt(hunt, None, name="Fay", route=stale, answers=YES)


@pytest.mark.parametrize("stage", ["planning", "reflecting", "closed"])
def test_a_hunt_that_is_not_open_refuses(hunt, stage):
    stale = Hunt.objects.get(pk=hunt.pk)
    hunt.move_to(stage)

    with pytest.raises(NotOpen):
        join_hunt(stale, None, name="Eda", route=None, answers=YES)

    assert Participation.objects.count() == 0


def test_somebody_in_a_closed_hunt_still_has_their_place(participation, hunt, ben):
    hunt.move_to("closed")

    assert join_hunt(hunt, ben, name="Ben", route=None, answers={}) == participation


def test_the_route_of_another_hunt_is_refused(hunt, programme):
    other = builders.make_route(builders.make_hunt(programme, slug="other", title="Other"))

    with pytest.raises(Route.DoesNotExist):
        join_hunt(hunt, None, name="Eda", route=other, answers=YES)

    assert Participation.objects.count() == 0


def test_pseudonyms_go_on_when_every_name_is_taken(hunt, monkeypatch):
    monkeypatch.setattr(pseudonyms, "NAMES", ["Heron", "Otter"])

    given = [join_hunt(hunt, None, name="Eda", route=None, answers=YES).pseudonym for _ in range(5)]

    assert set(given[:2]) == {"Heron", "Otter"}
    assert set(given[2:4]) == {"Heron 2", "Otter 2"}
    assert given[4] in {"Heron 3", "Otter 3"}


def test_no_pseudonym_is_listed_twice_or_too_long():
    assert len(set(pseudonyms.NAMES)) == len(pseudonyms.NAMES) > 100
    assert all(re.fullmatch(r"[A-Z][a-z]{2,15}", name) for name in pseudonyms.NAMES)


def test_changing_route_needs_room(hunt, participation):
    full, roomy = builders.make_route(hunt, 2, places=1), builders.make_route(hunt, 3, places=1)
    join_hunt(hunt, None, name="Eda", route=full, answers=YES)

    with pytest.raises(RouteFull):
        change_route(participation, full)
    assert Participation.objects.get(pk=participation.pk).route.number == 1

    change_route(participation, roomy)
    assert Participation.objects.get(pk=participation.pk).route == roomy


def test_staying_on_a_full_route_is_no_change(hunt):
    route = builders.make_route(hunt, places=1)
    place = join_hunt(hunt, None, name="Eda", route=route, answers=YES)

    change_route(place, route)

    assert Participation.objects.get().route == route


def test_leaving_every_route_is_always_possible(participation):
    change_route(participation, None)

    assert Participation.objects.get().route is None


def test_the_personal_link_is_mailed_in_local_time(mailed, hunt, route, settings):
    settings.SITE_URL = "https://own-turf.example.org"

    place, [message] = mailed(hunt, route=route)

    assert message.to == ["eda@example.org"]
    assert message.subject == "Your link to Canal hunt"
    assert f"https://own-turf.example.org/me/{place.key}/" in message.body.splitlines()
    assert "on Tuesday 7 July 2026. It starts at 09:30: Sample base." in message.body
    assert "Your route: Route 1." in message.body


def test_the_mail_follows_the_zone_of_the_hunt_and_escapes_nothing(mailed, programme):
    hunt = builders.make_hunt(programme, title="Parks & <people>", zone="America/New_York")

    _, [message] = mailed(hunt)

    assert "you have joined “Parks & <people>” on Tuesday 7 July 2026. It starts at 04:30" in message.body
    assert "Your route" not in message.body


def test_without_an_address_nothing_is_mailed(mailed, hunt):
    assert mailed(hunt, contact_email="")[1] == []


def test_mail_that_fails_does_not_undo_joining_and_tells_the_log_no_address(mailed, hunt, monkeypatch, caplog):
    def refuse(*args):
        raise smtplib.SMTPRecipientsRefused({"eda@example.org": (550, b"no")})

    monkeypatch.setattr(joining, "send_mail", refuse)

    place, _ = mailed(hunt)

    assert Participation.objects.get() == place
    assert "personal link not mailed" in caplog.text
    assert "eda@" not in caplog.text


def test_nothing_is_mailed_when_joining_fails(mailed, hunt):
    with pytest.raises(RouteFull):
        mailed(hunt, route=builders.make_route(hunt, places=0))

    assert mail.outbox == []


def press_at_once(times, press):
    """Call ``press(number)`` in as many threads at the same moment; return what each gave or raised."""
    barrier = Barrier(times)

    def one(number):
        barrier.wait()
        try:
            return press(number)
        except ValidationError as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as people:
        return list(people.map(one, range(times)))


@pytest.mark.django_db(transaction=True)
def test_when_several_press_at_once_the_last_places_go_to_as_many(monkeypatch):
    monkeypatch.setattr(pseudonyms, "NAMES", ["Heron"])
    hunt = builders.make_hunt(builders.make_programme())
    route = builders.make_route(hunt, places=2)

    answers = press_at_once(6, lambda n: join_hunt(hunt, None, name=f"Sample {n}", route=route, answers=YES))

    assert sum(isinstance(answer, RouteFull) for answer in answers) == 4
    assert sorted(person.pseudonym for person in route.party) == ["Heron", "Heron 2"]
    assert User.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_when_two_change_to_the_last_place_at_once_one_gets_it():
    hunt = builders.make_hunt(builders.make_programme())
    last = builders.make_route(hunt, places=1)
    places = [join_hunt(hunt, None, name="Sample", route=None, answers=YES) for _ in range(4)]

    answers = press_at_once(4, lambda n: change_route(places[n], last))

    assert sum(answer is None for answer in answers) == 1
    assert last.party.count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_person_pressing_twice_joins_once():
    hunt = builders.make_hunt(builders.make_programme())
    ben = builders.make_user("ben")

    answers = press_at_once(4, lambda n: join_hunt(hunt, ben, name="Ben", route=None, answers=YES))

    assert {answer.pk for answer in answers} == {Participation.objects.get().pk}
    assert Consent.objects.count() == len(Consent.Use.values)
