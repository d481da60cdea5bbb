"""Logging for somebody else: with their code and their agreement, theirs to read and change, typed by another."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.core import signing
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from reflections.capture.by_hand.paper import make_own_code, own_code, resolve_code
from reflections.models import PaperCode, Reflection
from tests import builders


@pytest.fixture(autouse=True)
def no_tries_yet(db):
    cache.clear()


@pytest.fixture(autouse=True)
def after_the_day(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 7, 7, 18, 0, tzinfo=UTC))


@pytest.fixture
def fay(hunt, visit):
    """Takes part in the same hunt, and types."""
    return builders.make_participation(hunt, builders.make_user("fay", email=None), visit.route)


@pytest.fixture
def code(participation):
    return make_own_code(participation).code


@pytest.fixture
def fays(client, fay):
    client.force_login(fay.user)
    return client


@pytest.fixture
def aminas(client, amina, participation):
    client.force_login(amina)
    return client


def path(hunt, name="scribe"):
    return reverse(f"reflections:{name}", args=[hunt.slug])


def whose(client, hunt, **said):
    """The answer to whose words they are."""
    return client.post(path(hunt), {"agreed": "on"} | said)


def words(page, **changes):
    """What the second page sends."""
    form = page.context["form"]
    sent = {name: form[name].value() for name in ("id", "whose", "moment", "audience")}
    sent |= {"date": f"{form['date'].value():%Y-%m-%d}", "time": f"{form['time'].value():%H:%M}"}
    return {key: str(value) for key, value in sent.items()} | {"words": "They said this."} | changes


def log(client, hunt, code, **changes):
    return client.post(path(hunt), words(whose(client, hunt, code=code), **changes))


def test_it_goes_into_their_notebook_with_who_typed_it(fays, client, hunt, participation, fay, code, ben):
    response = log(fays, hunt, code)

    assertRedirects(response, path(hunt))
    kept = Reflection.objects.get()
    assert (kept.participation, kept.typed_by, kept.words) == (participation, fay.user, "They said this.")
    client.force_login(ben)
    assertContains(client.get(path(hunt, "notebook")), "typed for you by <bdi>Fay</bdi>")
    assertContains(client.get(kept.get_absolute_url()), "typed for you by <bdi>Fay</bdi>")


def test_who_typed_it_cannot_read_it_afterwards(fays, hunt, code, fay):
    log(fays, hunt, code)
    kept = Reflection.objects.get()

    assert fays.get(kept.get_absolute_url()).status_code == 404
    assert fays.get(reverse("reflections:reflection_history", args=[kept.pk])).status_code == 404
    assert fays.post(reverse("reflections:reflection_withdraw", args=[kept.pk])).status_code == 404
    assertNotContains(fays.get(path(hunt, "notebook")), "They said this.")
    assert not Reflection.objects.visible_to(fay.user).exists()


def test_its_author_edits_and_withdraws_it_as_their_own(fays, client, hunt, code, ben):
    log(fays, hunt, code)
    kept = Reflection.objects.get()
    client.force_login(ben)

    client.post(reverse("reflections:reflection_edit", args=[kept.pk]), {"words": "I said that."})
    client.post(reverse("reflections:reflection_withdraw", args=[kept.pk]))

    kept.refresh_from_db()
    assert kept.words == "I said that."
    assert kept.is_withdrawn


def test_what_its_author_agreed_to_holds(fays, hunt, code, participation, carys):
    log(fays, hunt, code)
    assert Reflection.objects.visible_to(carys).exists()

    participation.consents.current().filter(use="analysis").update(agreed=False)

    assert not Reflection.objects.visible_to(carys).exists()


def test_moment_time_stance_and_audience_are_as_said(fays, hunt, code, visit, conundrum):
    moment = {"moment": f"visit-{visit.pk}", "date": "2026-07-07", "time": "11:05", "audience": "team"}

    log(fays, hunt, code, **moment, **{f"stance_{conundrum.pk}": "challenges"})

    kept = Reflection.objects.get()
    assert (kept.visit, kept.noted_at, kept.audience) == (visit, datetime(2026, 7, 7, 10, 5, tzinfo=UTC), "team")
    assert [(tag.stance, tag.tagged_by) for tag in kept.tags.all()] == [("challenges", kept.participation.user)]


def test_the_moments_are_those_of_their_route(fays, hunt, fay, participation, code):
    other = builders.make_route(hunt, 2)
    theirs = builders.make_visit(other, builders.make_stop(hunt, "Their stop"))
    type(participation).objects.filter(pk=participation.pk).update(route=other)

    page = whose(fays, hunt, code=code)

    assert f"visit-{theirs.pk}" in page.context["form"].places
    assertNotContains(page, "At Canal walk")


def test_without_agreement_it_goes_no_further(fays, hunt, code):
    page = fays.post(path(hunt), {"code": code})

    assertContains(page, "Ask them first, and tick this once they have agreed.", count=2)
    assert page.context["form"] is None


@pytest.mark.parametrize(
    "change", [str.lower, " ".join, lambda code: f"{code[:3]}-{code[3:]}", lambda code: f" {code} "]
)
def test_a_code_is_read_however_it_is_typed(fays, hunt, code, change):
    assertContains(whose(fays, hunt, code=change(code)), "For <span")


@pytest.mark.parametrize("text", ["XXXXXX", "ＡＢＣ", "' OR 1=1", "%00", "\0", "🌱", "2" * 41, "<script>", "-- --"])
def test_a_wrong_code_is_told_in_words(fays, hunt, code, text):
    page = whose(fays, hunt, code=text)

    assert page.status_code == 200
    assert page.context["form"] is None
    assert page.context["whose"].errors["code"]


def test_a_code_of_another_hunt_is_a_wrong_one(fays, hunt, programme, ben):
    other = builders.make_participation(builders.make_hunt(programme, slug="other"), ben, pseudonym="Elsewhere")
    code = make_own_code(other).code

    assertContains(whose(fays, hunt, code=code), "Nobody on this hunt has this code.")
    assert resolve_code(other.hunt, code).participation == other


def test_a_code_of_somebody_who_left_is_a_wrong_one(fays, hunt, participation, code):
    type(participation).objects.filter(pk=participation.pk).update(left_at=timezone.now())

    assertContains(whose(fays, hunt, code=code), "Nobody on this hunt has this code.")


def test_ones_own_code_leads_to_ones_own_page(fays, hunt, fay):
    assertContains(whose(fays, hunt, code=make_own_code(fay).code), "This is your own code.")


def test_codes_cannot_be_guessed_in_numbers(fays, hunt, code):
    for _ in range(40):
        whose(fays, hunt, code="XXXXXX")

    page = whose(fays, hunt, code=code)

    assertContains(page, "Too many codes were tried from here.")
    assert page.context["form"] is None


def test_an_organiser_chooses_from_the_list(aminas, hunt, participation, amina):
    page = whose(aminas, hunt, someone=participation.pk)
    aminas.post(path(hunt), words(page))

    kept = Reflection.objects.get()
    assert (kept.participation, kept.typed_by) == (participation, amina)
    assert not Reflection.objects.visible_to(amina).exists()


@pytest.mark.parametrize("value", ["0", "-1", "x", "9" * 400, "<script>"])
def test_an_organiser_chooses_nobody_else(aminas, hunt, value):
    assertContains(whose(aminas, hunt, someone=value), "Choose somebody from the list.")


def test_a_participant_has_no_list(fays, hunt, participation):
    page = whose(fays, hunt, someone=participation.pk)

    assertContains(page, "Type the code.")
    assertNotContains(fays.get(path(hunt)), participation.name)


def test_whom_it_is_for_cannot_be_forged(fays, hunt, participation, code, carys):
    page = whose(fays, hunt, code=code)
    for forged in ("", "x", signing.dumps([participation.pk, None]), f"{page.context['form']['whose'].value()}x"):
        answer = fays.post(path(hunt), words(page, whose=forged))
        assertContains(answer, "Type the code once more.")

    assert not Reflection.objects.exists()


def test_a_seal_is_for_one_typist_and_one_hunt(fays, client, hunt, programme, amina, fay, code):
    page = whose(fays, hunt, code=code)
    other = builders.make_hunt(programme, slug="other")
    builders.make_participation(other, fay.user, pseudonym="Elsewhere")
    assertContains(fays.post(path(other), words(page)), "Type the code once more.")

    client.force_login(amina)
    assertContains(client.post(path(hunt), words(page)), "Type the code once more.")
    assert not Reflection.objects.exists()


def test_somebody_who_left_meanwhile_is_not_written_for(fays, hunt, participation, code):
    page = whose(fays, hunt, code=code)
    type(participation).objects.filter(pk=participation.pk).update(left_at=timezone.now())

    assertContains(fays.post(path(hunt), words(page)), "Type the code once more.")
    assert not Reflection.objects.exists()


def test_an_open_page_stops_working_with_the_code_that_led_to_it(fays, hunt, participation, code):
    """Found by an attack: somebody renewed their code, and the page went on for a day."""
    page = whose(fays, hunt, code=code)
    new = make_own_code(participation).code

    assertContains(fays.post(path(hunt), words(page)), "Type the code once more.")
    assert not Reflection.objects.exists()
    log(fays, hunt, new)
    assert Reflection.objects.count() == 1


def test_who_was_chosen_from_the_list_needs_no_code(aminas, hunt, participation, code):
    page = whose(aminas, hunt, someone=participation.pk)
    make_own_code(participation)

    aminas.post(path(hunt), words(page))

    assert Reflection.objects.get().participation == participation


def test_a_page_sealed_before_an_upgrade_asks_for_the_code_again(fays, hunt, participation, fay, code):
    page = whose(fays, hunt, code=code)
    sealed = signing.dumps([participation.pk, None], salt=f"typed for somebody by {fay.user.pk}")

    assertContains(fays.post(path(hunt), words(page, whose=sealed)), "Type the code once more.")


def test_pressing_twice_keeps_it_once(fays, hunt, code):
    sent = words(whose(fays, hunt, code=code))

    fays.post(path(hunt), sent)
    fays.post(path(hunt), sent)

    assert Reflection.objects.count() == 1


def test_something_else_under_a_number_that_was_kept_is_asked_about(fays, hunt, code):
    sent = words(whose(fays, hunt, code=code))
    fays.post(path(hunt), sent)

    page = fays.post(path(hunt), sent | {"words": "Something else."})
    assertContains(page, "Something was kept from this page before.")
    fays.post(path(hunt), sent | {"words": "Something else.", "id": str(page.context["form"]["id"].value())})

    assert set(Reflection.objects.values_list("words", flat=True)) == {"They said this.", "Something else."}


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"words": " "}, "Write a few words"),
        ({"time": "25:99"}, "Give a time such as 14:05."),
        ({"date": "soon"}, "Give a day such as 2026-07-07."),
        ({"date": "0001-01-01", "time": "00:00"}, "can’t be right"),
        ({"date": "2026-07-08", "time": "10:00"}, "This is still to come."),
        ({"date": "2026-03-29", "time": "01:30"}, "the clocks go forward"),
        ({"moment": "visit-0"}, "not on your route"),
        ({"audience": "everybody"}, "Select a valid choice"),
        ({"id": "x"}, "valid UUID"),
    ],
)
def test_what_is_wrong_is_said_and_the_words_stay(fays, hunt, code, changes, says):
    page = log(fays, hunt, code, **changes)

    text = page.content.decode().replace("&#x27;", "’").replace("can't", "can’t")
    assert says in text
    assert changes.get("words", "They said this.") in text
    assert not Reflection.objects.exists()


@pytest.mark.parametrize("stage", ["planning", "closed"])
def test_a_hunt_that_takes_nothing_says_so(fays, hunt, code, stage):
    hunt.move_to(stage)

    assert fays.get(path(hunt)).status_code == 200
    assert whose(fays, hunt, code=code).status_code == 403
    assert not Reflection.objects.exists()


def test_what_another_party_came_across_is_not_told(fays, hunt, participation, fay, code):
    from visits.models import Encounter

    other = builders.make_route(hunt, 2)
    type(participation).objects.filter(pk=participation.pk).update(route=other)
    met = Encounter.objects.create(
        hunt=hunt, opened_by=participation, title="The lock keeper", happened_at=timezone.now()
    )
    builders.make_reflection(participation, moment="encounter", encounter=met)
    assertNotContains(whose(fays, hunt, code=code), "The lock keeper")

    type(fay).objects.filter(pk=fay.pk).update(route=other)

    assertContains(whose(fays, hunt, code=code), "The lock keeper")


def test_ones_own_code_is_made_by_a_button_and_made_anew(client, hunt, participation, ben):
    client.force_login(ben)
    assertContains(client.get(path(hunt, "my_code")), "Give me a code")
    assert not PaperCode.objects.exists()

    client.post(path(hunt, "my_code"))
    first = own_code(participation).code
    assertContains(client.get(path(hunt, "my_code")), first)
    client.post(path(hunt, "my_code"))

    second = own_code(participation).code
    assert second != first
    assert resolve_code(hunt, first) is None
    assert resolve_code(hunt, second).participation == participation


def test_who_only_researches_types_for_nobody(client, hunt, carys, dev):
    answers = {}
    for user in (carys, dev):
        client.force_login(user)
        answers[user.name] = client.get(path(hunt)).status_code

    assert answers == {"Carys": 403, "Dev": 404}


def test_a_page_of_yesterday_asks_for_the_code_again(fays, hunt, code, monkeypatch):
    import time

    page = whose(fays, hunt, code=code)
    later = time.time() + timedelta(hours=25).total_seconds()
    monkeypatch.setattr(time, "time", lambda: later)

    assertContains(fays.post(path(hunt), words(page, id=str(uuid.uuid4()))), "Type the code once more.")
