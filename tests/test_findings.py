"""Findings and their evidence: written by researchers, and true to what the authors still say and agree to."""

import pytest
from django.urls import reverse
from django.utils import timezone

from hunts.models import Consent
from reflections.models import Evidence, Finding
from tests import builders

SENTENCE = "Leaders who back their staff matter."


@pytest.fixture
def finding(programme, carys):
    return make_finding(programme, carys)


def make_finding(programme, carys, **changes):
    return Finding.objects.create(programme=programme, written_by=carys, **({"sentence": SENTENCE} | changes))


def make_evidence(finding, reflection, direction="for", quote=""):
    return Evidence.objects.create(
        finding=finding, reflection=reflection, direction=direction, quote=quote, added_by=finding.written_by
    )


def url_of(name, finding, *more):
    return reverse(f"reflections:{name}", args=[finding.programme.slug, finding.pk, *more])


def add_url(reflection):
    return reverse("reflections:evidence_add", args=[reflection.pk])


def body(response):
    return response.content.decode()


def evidence():
    return list(Evidence.objects.order_by("pk").values_list("finding__sentence", "direction", "quote"))


# Findings


def test_finding_is_written_with_its_conundrums(client, carys, programme, conundrum):
    client.force_login(carys)
    data = {"sentence": SENTENCE, "argument": "Three parties met it.\r\n\r\nשלום 💧", "conundrums": [conundrum.pk]}

    response = client.post(reverse("reflections:finding_new", args=[programme.slug]), data)

    finding = Finding.objects.get()
    assert response.url == finding.get_absolute_url()
    assert (finding.sentence, finding.written_by, finding.programme) == (SENTENCE, carys, programme)
    assert finding.argument.splitlines() == ["Three parties met it.", "", "שלום 💧"]
    assert list(finding.conundrums.all()) == [conundrum]


def test_finding_is_edited(client, carys, finding, conundrum):
    client.force_login(carys)

    response = client.post(url_of("finding_edit", finding), {"sentence": "Changed.", "conundrums": [conundrum.pk]})

    finding.refresh_from_db()
    assert response.url == finding.get_absolute_url()
    assert finding.sentence == "Changed."
    assert list(finding.conundrums.all()) == [conundrum]


@pytest.mark.parametrize(("sent", "error"), [
    ({"sentence": ""}, "Write the finding in one sentence."),
    ({"sentence": " \n "}, "Write the finding in one sentence."),
    ({"sentence": "x" * 301}, "at most 300 characters"),
    ({"sentence": "a\0b"}, "Null characters are not allowed."),
    ({"argument": "x" * 20_001}, "at most 20000 characters"),
    ({"conundrums": ["999"]}, "999"),
    ({"conundrums": ["x"]}, "x"),
])  # fmt: skip
def test_wrong_finding_gets_an_error_and_what_was_typed_stays(client, carys, programme, sent, error):
    client.force_login(carys)
    data = {"sentence": SENTENCE, "argument": "<script>alert(1)</script>"} | sent

    response = client.post(reverse("reflections:finding_new", args=[programme.slug]), data)

    assert response.status_code == 200
    assert Finding.objects.count() == 0
    page = body(response)
    assert "There is a problem" in page
    assert error in page
    assert "<script>alert" not in page
    if "argument" not in sent:
        assert "&lt;script&gt;alert(1)&lt;/script&gt;</textarea>" in page


def test_conundrum_of_another_programme_is_refused(client, carys, programme):
    other = builders.make_conundrum(builders.make_programme(researcher=carys, slug="other"))
    client.force_login(carys)

    client.post(
        reverse("reflections:finding_new", args=[programme.slug]), {"sentence": SENTENCE, "conundrums": [other.pk]}
    )

    assert Finding.objects.count() == 0


def test_retired_conundrum_stays_with_its_finding_and_is_offered_to_no_other(client, carys, finding, conundrum):
    finding.conundrums.add(conundrum)
    conundrum.retired_at = timezone.now()
    conundrum.save()
    client.force_login(carys)

    assert 'name="conundrums"' in body(client.get(url_of("finding_edit", finding)))
    new = client.get(reverse("reflections:finding_new", args=[finding.programme.slug]))
    assert 'name="conundrums"' not in body(new)


def test_deleting_asks_first_and_leaves_the_reflections(client, carys, finding, reflection):
    make_evidence(finding, reflection)
    client.force_login(carys)

    assert "1 piece of evidence" in body(client.get(url_of("finding_delete", finding)))
    assert Finding.objects.count() == 1
    response = client.post(url_of("finding_delete", finding))

    assert response.url == reverse("reflections:findings", args=[finding.programme.slug])
    assert (Finding.objects.count(), Evidence.objects.count()) == (0, 0)
    reflection.refresh_from_db()


def test_list_counts_what_can_be_read_and_still_stands(client, carys, ben, hunt, finding, participation):
    words = [builders.make_reflection(participation, f"Sample {n}.") for n in range(3)]
    make_evidence(finding, words[0])
    make_evidence(finding, words[1], quote="Sample 1")
    make_evidence(finding, words[2], quote="edited away")
    silent = builders.make_participation(hunt, builders.make_user("eli"), consents=())
    make_evidence(finding, builders.make_reflection(silent), "against")
    client.force_login(carys)

    response = client.get(reverse("reflections:findings", args=[finding.programme.slug]))

    listed = response.context["page"].object_list[0]
    assert (listed.count_for, listed.count_against) == (2, 0)
    assert SENTENCE in body(response)


def test_empty_list_offers_the_first_step(client, carys, programme):
    client.force_login(carys)

    page = body(client.get(reverse("reflections:findings", args=[programme.slug])))

    assert "No findings yet" in page
    assert reverse("reflections:finding_new", args=[programme.slug]) in page


@pytest.mark.parametrize("number", [1, 3])
def test_list_asks_the_same_whatever_its_length(
    client, carys, programme, conundrum, reflection, number, django_assert_num_queries
):
    for n in range(number):
        finding = make_finding(programme, carys, sentence=f"Sample {n}.")
        finding.conundrums.add(conundrum)
        make_evidence(finding, reflection)
    client.force_login(carys)
    url = reverse("reflections:findings", args=[programme.slug])
    client.get(url)

    with django_assert_num_queries(6):
        client.get(url)


@pytest.mark.parametrize("number", [1, 3])
def test_finding_asks_the_same_whatever_its_evidence(
    client, carys, finding, participation, conundrum, number, django_assert_num_queries
):
    for n in range(number):
        reflection = builders.make_reflection(participation, f"Sample {n}.")
        builders.make_tag(reflection, conundrum)
        make_evidence(finding, reflection)
    client.force_login(carys)
    client.get(finding.get_absolute_url())

    with django_assert_num_queries(9):
        client.get(finding.get_absolute_url())


@pytest.mark.parametrize("name", ["finding", "finding_edit", "finding_delete"])
@pytest.mark.parametrize(("who", "status"), [("amina", 403), ("ben", 404), ("dev", 404)])
def test_only_researchers_see_a_finding(client, request, finding, participation, name, who, status):
    client.force_login(request.getfixturevalue(who))

    assert client.get(url_of(name, finding)).status_code == status
    if name != "finding":
        assert client.post(url_of(name, finding), {"sentence": "Mine now."}).status_code == status
    finding.refresh_from_db()
    assert finding.sentence == SENTENCE


@pytest.mark.parametrize("name", ["findings", "finding_new"])
@pytest.mark.parametrize(("who", "status"), [("amina", 403), ("ben", 404), ("dev", 404)])
def test_only_researchers_see_the_list(client, request, programme, participation, name, who, status):
    client.force_login(request.getfixturevalue(who))

    assert client.get(reverse(f"reflections:{name}", args=[programme.slug])).status_code == status


@pytest.mark.parametrize("name", ["finding", "finding_edit", "finding_delete"])
def test_finding_is_found_in_its_own_programme_alone(client, carys, finding, name):
    builders.make_programme(researcher=carys, slug="other")
    client.force_login(carys)

    assert client.get(reverse(f"reflections:{name}", args=["other", finding.pk])).status_code == 404


# Evidence


def test_whole_reflection_becomes_evidence(client, carys, finding, reflection):
    client.force_login(carys)

    response = client.post(add_url(reflection), {"finding": finding.pk, "direction": "against", "quote": ""})

    assert response.url == reflection.get_absolute_url()
    assert evidence() == [(SENTENCE, "against", "")]
    page = client.get(finding.get_absolute_url())
    assert [len(side["pieces"]) for side in page.context["sides"]] == [0, 1]
    assert "Sample words." in body(page)
    assert "the whole reflection" in body(page)


def test_new_finding_is_written_along_the_way(client, carys, programme, reflection):
    client.force_login(carys)

    client.post(add_url(reflection), {"finding": "", "sentence": SENTENCE, "direction": "for", "quote": "Sample"})

    assert evidence() == [(SENTENCE, "for", "Sample")]
    assert Finding.objects.get().written_by == carys


@pytest.mark.parametrize(("words", "sent", "kept"), [
    ("One.\nTwo.\nThree.", "One.\r\nTwo.", "One.\nTwo."),
    ("One.\r\nTwo.", "One.\nTwo.", "One.\r\nTwo."),
    ("One.\r\nTwo.", "One.\r\nTwo.", "One.\r\nTwo."),
    ("A (b) [c] \\d $1 .*", "(b) [c] \\d $1 .*", "(b) [c] \\d $1 .*"),
    ("שלום 💧 עולם", "💧 עולם", "💧 עולם"),
    ("<script>alert(1)</script>", "<script>alert(1)</script>", "<script>alert(1)</script>"),
    ("Two  spaces", "Two  spaces", "Two  spaces"),
    ("Around.", "  Around. ", "Around."),
])  # fmt: skip
def test_quote_is_kept_as_it_stands_in_the_words(client, carys, finding, participation, words, sent, kept):
    reflection = builders.make_reflection(participation, words)
    client.force_login(carys)

    client.post(add_url(reflection), {"finding": finding.pk, "direction": "for", "quote": sent})

    assert evidence() == [(SENTENCE, "for", kept)]
    page = client.get(finding.get_absolute_url())
    assert page.context["sides"][0]["pieces"][0]["quote"] == kept
    assert "<script>alert" not in body(page)


@pytest.mark.parametrize("quote", ["sample words.", "Sample  words", "Sample words.!", "x" * 20_001, "Sample\0"])
def test_quote_that_is_not_in_the_words_gets_an_error_and_stays(client, carys, finding, reflection, quote):
    client.force_login(carys)

    response = client.post(add_url(reflection), {"finding": finding.pk, "direction": "for", "quote": quote})

    assert response.status_code == 200
    assert evidence() == []
    assert response.context["evidence_form"]["quote"].value() == quote
    assert 'href="#id_quote"' in body(response)
    assert 'id="id_quote_error"' in body(response)


@pytest.mark.parametrize(("sent", "field"), [
    ({"finding": "", "direction": "for"}, "finding"),
    ({"finding": "999", "direction": "for"}, "finding"),
    ({"finding": "9" * 40, "direction": "for"}, "finding"),
    ({"finding": "x", "direction": "for"}, "finding"),
    ({"sentence": SENTENCE}, "direction"),
    ({"sentence": SENTENCE, "direction": "sideways"}, "direction"),
    ({"sentence": "x" * 301, "direction": "for"}, "sentence"),
    ({"sentence": "a\0", "direction": "for"}, "sentence"),
])  # fmt: skip
def test_wrong_evidence_gets_an_error_beside_its_field_and_nothing_is_saved(client, carys, reflection, sent, field):
    client.force_login(carys)

    response = client.post(add_url(reflection), sent)

    assert response.status_code == 200
    assert list(response.context["evidence_form"].errors) == [field]
    assert (Finding.objects.count(), evidence()) == (0, [])


def test_either_a_finding_or_a_new_one(client, carys, finding, reflection):
    client.force_login(carys)

    response = client.post(
        add_url(reflection), {"finding": finding.pk, "sentence": "Another.", "direction": "for", "quote": ""}
    )

    assert list(response.context["evidence_form"].errors) == ["sentence"]
    assert (Finding.objects.count(), evidence()) == (1, [])


@pytest.mark.parametrize("quote", ["", "Sample"])
def test_same_evidence_is_added_once(client, carys, finding, reflection, quote):
    client.force_login(carys)
    data = {"finding": finding.pk, "direction": "for", "quote": quote}
    client.post(add_url(reflection), data)

    response = client.post(add_url(reflection), data | {"direction": "against"})

    assert evidence() == [(SENTENCE, "for", quote)]
    assert body(response).count("This is already evidence for or against this finding.") == 2


def test_same_evidence_sent_twice_at_once_is_added_once(client, carys, finding, reflection, monkeypatch):
    make_evidence(finding, reflection)
    monkeypatch.setattr(Evidence, "validate_constraints", lambda *args, **kwargs: None)
    client.force_login(carys)

    response = client.post(add_url(reflection), {"finding": finding.pk, "direction": "for", "quote": ""})

    assert response.status_code == 200
    assert evidence() == [(SENTENCE, "for", "")]
    assert "This is already evidence" in body(response)


def test_finding_of_another_programme_takes_no_evidence(client, carys, reflection):
    other = make_finding(builders.make_programme(researcher=carys, slug="other"), carys)
    client.force_login(carys)

    response = client.post(add_url(reflection), {"finding": other.pk, "direction": "for"})

    assert list(response.context["evidence_form"].errors) == ["finding"]
    assert evidence() == []


@pytest.mark.parametrize(("who", "status"), [("amina", 403), ("ben", 404), ("dev", 404)])
def test_only_researchers_add_and_remove_evidence(client, request, finding, reflection, who, status):
    kept = make_evidence(finding, reflection, quote="Sample")
    client.force_login(request.getfixturevalue(who))

    assert client.post(add_url(reflection), {"finding": finding.pk, "direction": "for"}).status_code == status
    assert client.post(url_of("evidence_remove", finding, kept.pk)).status_code == status
    assert evidence() == [(SENTENCE, "for", "Sample")]


def test_evidence_is_removed_and_put_back(client, carys, finding, reflection):
    piece = make_evidence(finding, reflection, "against", "Sample")
    client.force_login(carys)

    response = client.post(url_of("evidence_remove", finding, piece.pk), follow=True)

    assert evidence() == []
    undo = response.context["undo"]
    back = client.post(undo["url"], undo["fields"])
    assert back.url == finding.get_absolute_url()
    assert evidence() == [(SENTENCE, "against", "Sample")]


def test_evidence_is_removed_from_its_own_finding_alone(client, carys, programme, finding, reflection):
    piece = make_evidence(finding, reflection)
    other = make_finding(programme, carys)
    client.force_login(carys)

    assert client.post(url_of("evidence_remove", other, piece.pk)).status_code == 404
    assert client.get(url_of("evidence_remove", finding, piece.pk)).status_code == 405
    assert len(evidence()) == 1


def test_evidence_shows_under_a_pseudonym_unless_named(client, carys, hunt, ben, finding):
    person = builders.make_participation(hunt, ben, name="Ben Planted", pseudonym="Heron 12")
    make_evidence(finding, builders.make_reflection(person))
    client.force_login(carys)
    assert "Heron 12" in body(client.get(finding.get_absolute_url()))
    assert "Ben Planted" not in body(client.get(finding.get_absolute_url()))

    person.consents.filter(use="naming").update(agreed=True)

    assert "Ben Planted" in body(client.get(finding.get_absolute_url()))


def withdraw(reflection):
    reflection.withdraw()


def take_consent_back(reflection):
    reflection.participation.consents.filter(use=Consent.Use.ANALYSIS).update(agreed=False)


@pytest.mark.parametrize("take_back", [withdraw, take_consent_back])
def test_evidence_taken_back_is_told_without_its_words(client, carys, finding, participation, take_back):
    reflection = builders.make_reflection(participation, "The planted secret.")
    make_evidence(finding, reflection, quote="planted secret")
    client.force_login(carys)
    assert "planted secret" in body(client.get(finding.get_absolute_url()))

    take_back(reflection)

    page = body(client.get(finding.get_absolute_url()))
    assert "1 piece of evidence is no longer available" in page
    assert "planted" not in page
    assert participation.pseudonym not in page


def test_quote_the_author_edited_away_is_not_shown(client, carys, finding, participation):
    reflection = builders.make_reflection(participation, "The planted secret.")
    make_evidence(finding, reflection, quote="planted secret")
    reflection.words = "Something milder."
    reflection.save()
    client.force_login(carys)

    page = body(client.get(finding.get_absolute_url()))

    assert "The author has changed these words since." in page
    assert "planted" not in page
    assert reflection.get_absolute_url() in page


def test_undo_offers_no_words_that_were_taken_back(client, carys, finding, participation):
    reflection = builders.make_reflection(participation, "The planted secret.")
    piece = make_evidence(finding, reflection, quote="planted secret")
    client.force_login(carys)
    client.post(url_of("evidence_remove", finding, piece.pk))

    reflection.withdraw()

    assert "planted" not in body(client.get(finding.get_absolute_url()))


def test_next_piece_begins_with_the_finding_used_last(client, carys, programme, finding, participation):
    make_finding(programme, carys, sentence="Another.")
    make_evidence(finding, builders.make_reflection(participation))
    client.force_login(carys)

    page = client.get(builders.make_reflection(participation, "The next.").get_absolute_url())

    assert page.context["evidence_form"]["finding"].value() == finding.pk
