"""Staff keep the site in order at /admin/, without secrets and without a way round the rules."""

import uuid
from datetime import UTC, datetime, time
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from config.admin_site import OwnTurfAdminSite
from hunts.models import Hunt, Position, Programme, Tally
from reflections.capture.intake import take_in_reflection
from reflections.capture.media.photos import read_photo
from reflections.capture.notes import NewPhoto
from reflections.models import (
    Chunk,
    Deleted,
    Evidence,
    Finding,
    PaperCode,
    Part,
    Photo,
    Reflection,
    Revision,
    Sent,
    StatedPositions,
    VoiceNote,
    Writing,
)
from tests import builders
from tests.pictures import make_file, upload
from visits.models import Contact, Encounter, HostImport, Invitation, OpeningTime, PlanVersion, SharedPlan

OURS = ("accounts", "hunts", "visits", "reflections")
LABELS = sorted(model._meta.label_lower for app in OURS for model in apps.get_app_config(app).get_models())


@pytest.fixture
def staff(client, db):
    user = builders.make_user("greta", is_staff=True, is_superuser=True)
    client.force_login(user)
    return user


def make_one_of_each(number):
    """One more row in every table of ours, told apart by ``number``."""
    organiser = builders.make_user(f"organiser{number}")
    TOTP.activate(organiser, generate_totp_secret())
    EmailAddress.objects.create(user=organiser, email=organiser.email, verified=True, primary=True)
    Group.objects.create(name=f"Group {number}")
    Tally.objects.create(action=f"sample-{number}", number=1)
    programme = builders.make_programme(organiser, slug=f"programme-{number}", name=f"Programme {number}")
    conundrum = builders.make_conundrum(programme)
    hunt = builders.make_hunt(programme, slug=f"hunt-{number}", title=f"Hunt {number}")
    hunt.conundrums.add(conundrum)
    route = builders.make_route(hunt)
    host = builders.make_host(programme)
    venue = builders.make_venue(programme, host=host)
    Contact.objects.create(host=host, name="Sample contact")
    HostImport.objects.create(programme=programme, uploaded_by=organiser, rows=[])
    OpeningTime.objects.create(venue=venue, weekday=0, opens=time(9), closes=time(17))
    stop = builders.make_stop(hunt, host=host, venue=venue)
    visit = builders.make_visit(route, stop)
    Invitation.objects.create(stop=stop, host=host)
    PlanVersion.objects.create(hunt=hunt, number=0, document={}, summary="Sample change")
    SharedPlan.objects.create(
        hunt=hunt, number=1, version=0, document={}, events=[], shared_at=datetime(2026, 5, 1, tzinfo=UTC)
    )
    person = builders.make_user(f"person{number}", email=None)
    participation = builders.make_participation(hunt, person, route)
    Encounter.objects.create(hunt=hunt, opened_by=participation, title="Sample encounter")
    Position.objects.create(participation=participation, conundrum=conundrum, when="before", stance="unsure")
    reflection = builders.make_reflection(participation, moment="visit", visit=visit)
    builders.make_tag(reflection, conundrum)
    Photo.objects.create(reflection=reflection, image="a.webp", thumbnail="b.webp", width=4, height=3, sha256="0" * 64)
    VoiceNote.objects.create(reflection=reflection, sent="a.bin", transcript="Sample transcript", sha256="0" * 64)
    Sent.objects.create(reflection=reflection, body="{}", sha256=f"{number}" * 64)
    StatedPositions.objects.create(
        participation=participation, when="before", stated_at=reflection.noted_at, body="{}", sha256=f"{number}" * 64
    )
    part = Part.objects.create(reflection=reflection, kind="photo", position=1, sha256="0" * 64, size=4)
    Chunk.objects.create(part=part, offset=0, content=b"Samp")
    Revision.objects.create(
        reflection=reflection, words="Earlier words", audience="me", replaced_at=reflection.noted_at
    )
    Deleted.objects.create(id=uuid.uuid4(), record=uuid.uuid4(), sha256="0" * 64, sent_by=person)
    Writing.objects.create(name=f"photos/00/sample-{number}.webp")
    PaperCode.objects.create(participation=participation, visit=visit)
    finding = Finding.objects.create(programme=programme, sentence="Sample finding", written_by=organiser)
    Evidence.objects.create(finding=finding, reflection=reflection, direction="for", added_by=organiser)
    return hunt


def address(label, page, *args):
    return reverse(f"admin:{label.replace('.', '_')}_{page}", args=args)


def test_the_admin_is_ours():
    assert isinstance(admin.site._wrapped, OwnTurfAdminSite)


def test_every_model_of_ours_is_there():
    registered = {model._meta.label_lower for model in admin.site._registry}

    assert registered == {*LABELS, "auth.group"}


@pytest.mark.parametrize("label", LABELS)
def test_lists_ask_as_much_for_three_rows_as_for_one(client, staff, label, django_assert_num_queries):
    make_one_of_each(1)
    url = address(label, "changelist")
    client.get(url)
    with CaptureQueriesContext(connection) as for_one:
        assert client.get(url).status_code == 200
    make_one_of_each(2)
    make_one_of_each(3)

    with django_assert_num_queries(len(for_one)):
        page = client.get(url)

    assert page.context["cl"].result_count >= 3


@pytest.mark.parametrize("label", LABELS)
def test_every_page_of_a_model_answers(client, staff, label):
    make_one_of_each(1)
    model = apps.get_model(label)
    row = model.objects.order_by("-pk").first()

    assert client.get(address(label, "changelist"), {"q": "sample 'x\" %"}).status_code == 200
    assert client.get(address(label, "change", row.pk)).status_code == 200
    assert client.get(address(label, "history", row.pk)).status_code == 200
    assert client.get(address(label, "delete", row.pk)).status_code == 200
    may_add = admin.site._registry[model].has_add_permission(type("Request", (), {"user": staff}))
    assert client.get(address(label, "add")).status_code == (200 if may_add else 403)


def test_keys_and_join_codes_are_not_shown(client, staff):
    hunt = make_one_of_each(1)
    participation = hunt.participations.get()
    invitation = Invitation.objects.get()
    keys = {participation.calendar_key, participation.route.calendar_key, PaperCode.objects.get().code}
    secrets = {hunt.join_code, participation.key, invitation.key, *keys}
    totp = User.objects.get(name="Organiser1").authenticator_set.get()
    secrets.add(totp.data["secret"])

    for label in LABELS:
        row = apps.get_model(label).objects.order_by("pk").last()
        pages = client.get(address(label, "changelist")).text + client.get(address(label, "change", row.pk)).text
        assert [secret for secret in secrets if secret in pages] == [], label


def test_what_people_wrote_cannot_be_rewritten(client, staff):
    make_one_of_each(1)
    reflection = Reflection.objects.get()
    form = {"words": "Put into their mouth", "withdrawn_at_0": "2026-07-08", "withdrawn_at_1": "10:00:00"}
    empty = {f"{name}-{count}_FORMS": 0 for name in ("photos", "voices", "tags") for count in ("TOTAL", "INITIAL")}

    client.post(address("reflections.reflection", "change", reflection.pk), form | empty)

    reflection.refresh_from_db()
    assert reflection.words == "Sample words."
    assert reflection.withdrawn_at == datetime(2026, 7, 8, 9, 0, tzinfo=UTC)


def test_withdrawn_words_are_not_shown_to_staff(client, staff):
    hunt = make_one_of_each(1)
    reflection = hunt.reflections.get()
    page = address("reflections.reflection", "change", reflection.pk)
    assert "Sample words." in client.get(page).text

    reflection.withdraw()

    assert "Sample words." not in client.get(page).text
    assert "Sample words." not in client.get(address("reflections.reflection", "changelist")).text


def pages_about(client, *rows):
    """What the admin shows of each row: in its list, on its page, before it is deleted and in its history."""
    labels = [(row, row._meta.label_lower) for row in rows]
    lists = [client.get(address(label, "changelist")).text for _, label in labels]
    own = ("change", "delete", "history")
    return "".join([*lists, *(client.get(address(label, page, row.pk)).text for row, label in labels for page in own)])


def test_captions_and_quotes_of_what_was_withdrawn_are_not_shown_to_staff(client, staff):
    reflection = make_one_of_each(1).reflections.get()
    Photo.objects.update(caption="Caption taken back", who="Person taken back")
    Evidence.objects.update(quote="Sample words")
    rows = Photo.objects.get(), VoiceNote.objects.get(), Evidence.objects.get(), Finding.objects.get(), reflection
    taken_back = ["Caption taken back", "Person taken back", "Sample words", "Sample transcript"]
    assert [words for words in taken_back if words not in pages_about(client, *rows)] == []

    reflection.withdraw()

    assert [words for words in taken_back if words in pages_about(client, *rows)] == []


def test_what_somebody_keeps_to_themselves_is_not_shown_to_staff(client, staff):
    reflection = make_one_of_each(1).reflections.get()
    Photo.objects.update(caption="Caption kept back")
    Reflection.objects.update(audience="me")

    shown = pages_about(client, Photo.objects.get(), VoiceNote.objects.get(), Evidence.objects.get(), reflection)

    private = ["Caption kept back", "Sample words", "Sample transcript"]
    assert [words for words in private if words in shown] == []


def test_the_log_of_the_admin_does_not_keep_what_people_wrote(client, staff):
    make_one_of_each(1)
    Photo.objects.update(caption="Caption to forget")
    Evidence.objects.update(quote="Sample words")

    client.post(address("reflections.evidence", "delete", Evidence.objects.get().pk), {"post": "yes"})
    client.post(address("reflections.photo", "delete", Photo.objects.get().pk), {"post": "yes"})

    kept = " ".join(LogEntry.objects.values_list("object_repr", flat=True))
    assert "Photo 1" in kept
    assert "Evidence" in kept
    assert "Caption" not in kept
    assert "Sample words" not in kept


@pytest.mark.parametrize(
    ("label", "column"),
    [
        ("hunts.hunt", "join_code"),
        ("hunts.participation", "key"),
        ("visits.invitation", "key"),
        ("reflections.reflection", "words"),
        ("reflections.photo", "caption"),
        ("reflections.photo", "who"),
        ("reflections.evidence", "quote"),
        ("accounts.user", "password"),
    ],
)
def test_secrets_cannot_be_guessed_letter_by_letter_in_the_address_of_a_list(client, staff, label, column):
    make_one_of_each(1)
    page, row = address(label, "changelist"), apps.get_model(label).objects.first()

    for lookup in (column, f"{column}__startswith", f"{column}__regex"):
        assert client.get(page, {lookup: "a"}).status_code == 400
    assert client.get(page, {"pk": row.pk}).status_code == 200


@pytest.fixture
def photo_files(participation):
    reflection = take_in_reflection(
        participation,
        id=uuid.uuid4(),
        moment="day",
        words="Sample words.",
        noted_at=timezone.now(),
        photos=[NewPhoto(read_photo(upload(make_file()), keep_place=False))],
    )
    photo = reflection.photos.get()
    return [photo.image.path, photo.thumbnail.path]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("label", ["reflections.reflection", "reflections.photo"])
@pytest.mark.parametrize("how", ["one", "chosen"])
def test_deleting_in_the_admin_deletes_the_pictures(client, photo_files, staff, label, how):
    row = apps.get_model(label).objects.get()
    assert [Path(path).exists() for path in photo_files] == [True, True]

    if how == "one":
        client.post(address(label, "delete", row.pk), {"post": "yes"})
    else:
        chosen = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
        client.post(address(label, "changelist"), chosen)

    assert not Photo.objects.exists()
    assert [Path(path).exists() for path in photo_files] == [False, False]


@pytest.fixture
def helper(client, db):
    """Staff who may change people and nothing else."""
    user = builders.make_user("hani", is_staff=True)
    allowed = ["view_user", "change_user", "delete_user"]
    user.user_permissions.set(Permission.objects.filter(codename__in=allowed))
    client.force_login(user)
    return user


def test_staff_cannot_give_themselves_powers(client, helper):
    form = change_form(helper, name="Hani H", is_staff="on", is_superuser="on")

    assert client.post(address("accounts.user", "change", helper.pk), form).status_code == 302

    helper.refresh_from_db()
    assert (helper.name, helper.is_staff, helper.is_superuser) == ("Hani H", True, False)


def test_staff_cannot_become_a_superuser_by_address_or_password(client, helper):
    boss = builders.make_user("greta", is_staff=True, is_superuser=True)
    form = change_form(boss, email="hani-too@example.org")

    assert client.post(address("accounts.user", "change", boss.pk), form).status_code == 403
    assert client.get(reverse("admin:auth_user_password_change", args=[boss.pk])).status_code == 403
    assert client.post(address("accounts.user", "delete", boss.pk), {"post": "yes"}).status_code == 403

    boss.refresh_from_db()
    assert boss.email == "greta@example.org"


def test_pictures_go_through_our_own_page(client, staff):
    make_one_of_each(1)
    photo = Photo.objects.get()

    page = client.get(address("reflections.photo", "change", photo.pk)).text

    assert f'<a href="{photo.get_absolute_url()}">4 × 3 pixels</a>' in page
    assert "a.webp" not in page
    assert client.get(photo.get_absolute_url()).status_code == 404  # staff is a stranger to the reflection


@pytest.mark.parametrize("label", ["hunts.programme", "accounts.user", "hunts.hunt", "hunts.conundrum"])
def test_what_is_in_use_cannot_be_deleted(client, staff, label):
    make_one_of_each(1)
    builders.make_reflection(Hunt.objects.get().participations.get())
    model = apps.get_model(label)
    row = User.objects.get(name="Person1") if model is User else model.objects.get()

    page = client.get(address(label, "delete", row.pk))
    response = client.post(address(label, "delete", row.pk), {"post": "yes"})

    assert "would require deleting the following protected related objects" in page.text
    assert response.status_code == 200
    assert model.objects.filter(pk=row.pk).exists()


def test_several_in_use_cannot_be_deleted_at_once(client, staff):
    make_one_of_each(1)
    chosen = {"action": "delete_selected", "_selected_action": [Programme.objects.get().pk], "post": "yes"}

    page = client.post(address("hunts.programme", "changelist"), chosen)

    assert "would require deleting the following protected related objects" in page.text
    assert Programme.objects.count() == 1


def test_making_a_person_without_a_password(client, staff):
    form = {"email": "New@Example.org", "name": "New", "usable_password": "false"}

    client.post(address("accounts.user", "add"), form)

    user = User.objects.get(email="new@example.org")
    assert (user.name, user.has_usable_password(), user.is_staff) == ("New", False, False)


def test_making_a_person_with_a_password(client, staff):
    form = {"email": "new@example.org", "name": "New", "usable_password": "true"}
    passwords = {"password1": "three-words-apart", "password2": "three-words-apart"}

    client.post(address("accounts.user", "add"), form | passwords)

    assert User.objects.get(email="new@example.org").check_password("three-words-apart")


def test_two_people_cannot_share_an_address(client, staff, amina):
    page = client.post(address("accounts.user", "add"), {"email": "AMINA@example.org", "usable_password": "false"})

    assert "Somebody already uses this email address." in page.text
    assert User.objects.filter(email__iexact=amina.email).count() == 1


def change_form(user, **changes):
    joined = {"date_joined_0": "2026-01-01", "date_joined_1": "10:00:00"}
    inlines = {
        f"{name}-{count}_FORMS": 0
        for name in ("emailaddress_set", "authenticator_set")
        for count in ("TOTAL", "INITIAL")
    }
    return {"email": user.email or "", "name": user.name, "is_active": "on"} | joined | inlines | changes


def test_changing_somebodys_address_closes_the_old_one(client, staff, amina):
    EmailAddress.objects.create(user=amina, email=amina.email, verified=True, primary=True)

    client.post(address("accounts.user", "change", amina.pk), change_form(amina, email="new@example.org"))

    amina.refresh_from_db()
    assert amina.email == "new@example.org"
    assert not EmailAddress.objects.exists()


def test_somebody_without_an_address_stays_without(client, staff, ben):
    response = client.post(address("accounts.user", "change", ben.pk), change_form(ben, name="Benedict"))

    assert response.status_code == 302
    ben.refresh_from_db()
    assert (ben.name, ben.email) == ("Benedict", None)


def test_a_lost_second_step_can_be_taken_off(client, staff, amina):
    step = TOTP.activate(amina, generate_totp_secret()).instance
    form = change_form(amina) | {
        "authenticator_set-TOTAL_FORMS": 1,
        "authenticator_set-INITIAL_FORMS": 1,
        "authenticator_set-0-id": step.pk,
        "authenticator_set-0-user": amina.pk,
        "authenticator_set-0-DELETE": "on",
    }

    client.post(address("accounts.user", "change", amina.pk), form)

    assert not amina.authenticator_set.exists()


def test_staff_come_in_by_the_same_door(client, db):
    chain = client.get(reverse("admin:index"), follow=True).redirect_chain

    assert chain[-1][0] == f"{reverse('account_login')}?next=%2Fadmin%2F"
    assert client.post(reverse("admin:login"), {"username": "a", "password": "b"}).status_code == 302


@pytest.mark.parametrize("name", ["amina", "ben", "carys", "dev"])
def test_nobody_else_comes_in(client, request, name, programme):
    client.force_login(request.getfixturevalue(name))

    response = client.get(reverse("admin:index"), follow=True)

    assert response.status_code == 403
