"""Reading one reflection closely, and tagging it beside its author."""

import re

import pytest
from django.urls import reverse

from hunts.models import Membership, Stance
from reflections.models import Tag
from tests import builders

ODD_STANCES = ["", "loves", "x" * 5000, "\0", "💧", "<script>"]


@pytest.fixture
def add_url(reflection):
    return reverse("reflections:tag_add", args=[reflection.pk])


def remove_url(tag):
    return reverse("reflections:tag_remove", args=[tag.pk])


def body(response):
    return response.content.decode()


def said(response):
    return [str(message) for message in response.context["messages"]]


def tags():
    return set(Tag.objects.values_list("tagged_by__name", "conundrum__number", "stance"))


def test_researcher_reads_one_reflection_with_both_kinds_of_tags(client, carys, reflection, conundrum):
    builders.make_tag(reflection, conundrum, "supports")
    builders.make_tag(reflection, conundrum, "unsure", tagged_by=carys)
    client.force_login(carys)

    page = body(client.get(reflection.get_absolute_url()))

    assert '<p class="words" dir="auto">Sample words.</p>' in page
    assert page.count("Supports</span>") == 2, "the author's, and the one to choose"
    assert "by you" in page
    assert str(reflection.participation.pseudonym) in page
    assert "Ben" not in page


@pytest.mark.parametrize(("who", "status"), [("amina", 403), ("dev", 404)])
def test_only_researchers_and_the_author_read_it(client, request, reflection, who, status):
    client.force_login(request.getfixturevalue(who))

    assert client.get(reflection.get_absolute_url()).status_code == status


def test_author_sees_no_tags_of_researchers(client, ben, carys, reflection, conundrum):
    builders.make_tag(reflection, conundrum, "challenges", tagged_by=carys)
    client.force_login(ben)

    page = body(client.get(reflection.get_absolute_url()))

    assert "Sample words." in page
    assert "Challenges" not in page
    assert "evidence" not in page


@pytest.mark.parametrize("number", [1, 3])
def test_page_asks_the_same_whatever_the_number_of_tags(
    client, carys, reflection, programme, number, django_assert_num_queries
):
    for n in range(2, number + 2):
        conundrum = builders.make_conundrum(programme, n)
        builders.make_tag(reflection, conundrum)
        for name in ("eli", "fay", "gwen")[:number]:
            person = builders.make_user(f"{name}{n}")
            Membership.objects.create(programme=programme, user=person, role=Membership.Role.RESEARCHER)
            builders.make_tag(reflection, conundrum, tagged_by=person)
    client.force_login(carys)
    client.get(reflection.get_absolute_url())

    with django_assert_num_queries(17):
        client.get(reflection.get_absolute_url())


def test_researcher_tags_beside_the_author(client, carys, reflection, conundrum, add_url):
    builders.make_tag(reflection, conundrum, "supports")
    client.force_login(carys)

    response = client.post(add_url, {"conundrum": conundrum.pk, "stance": "challenges"}, follow=True)

    assert tags() == {("Ben", 1, "supports"), ("Carys", 1, "challenges")}
    assert response.redirect_chain == [(reflection.get_absolute_url(), 302)]
    assert said(response) == ["Tagged: 1. Label 1, challenges."]


@pytest.mark.parametrize("stance", Stance.values)
def test_tagging_again_changes_the_stance(client, carys, reflection, conundrum, add_url, stance):
    client.force_login(carys)

    for each in ("supports", stance, stance):
        client.post(add_url, {"conundrum": conundrum.pk, "stance": each})

    assert tags() == {("Carys", 1, stance)}


@pytest.mark.parametrize("stance", ODD_STANCES)
def test_unknown_stance_gets_an_error_and_the_conundrum_stays_chosen(client, carys, conundrum, add_url, stance):
    client.force_login(carys)

    response = client.post(add_url, {"conundrum": conundrum.pk, "stance": stance})

    assert response.status_code == 200
    assert tags() == set()
    page = body(response)
    assert "Error: " in page.split("</title>")[0]
    assert page.count("Choose a stance") == 2, "in the summary and beside the field"
    assert re.search(rf'name="conundrum" value="{conundrum.pk}"[^>]*checked', page)


@pytest.mark.parametrize("sent", ["", "0", "999999", "9" * 40, "x", "\0", "💧"])
def test_unknown_conundrum_gets_an_error(client, carys, conundrum, add_url, sent):
    client.force_login(carys)

    response = client.post(add_url, {"conundrum": sent, "stance": "supports"})

    assert response.status_code == 200
    assert tags() == set()
    assert list(response.context["tag_form"].errors) == ["conundrum"]
    assert 'id="id_conundrum_error"' in body(response)


def test_conundrum_of_another_programme_is_refused(client, carys, conundrum, add_url):
    other = builders.make_conundrum(builders.make_programme(researcher=carys, slug="other"), 2)
    client.force_login(carys)

    response = client.post(add_url, {"conundrum": other.pk, "stance": "supports"})

    assert tags() == set()
    assert "Choose a conundrum from the list" in body(response)


def test_retired_conundrum_is_not_offered(client, carys, reflection, conundrum, add_url):
    conundrum.retired_at = reflection.noted_at
    conundrum.save()
    client.force_login(carys)

    client.post(add_url, {"conundrum": conundrum.pk, "stance": "supports"})

    assert tags() == set()


@pytest.mark.parametrize(("who", "status"), [("amina", 403), ("ben", 404), ("dev", 404)])
def test_only_researchers_tag(client, request, who, status, conundrum, add_url):
    client.force_login(request.getfixturevalue(who))

    assert client.post(add_url, {"conundrum": conundrum.pk, "stance": "supports"}).status_code == status
    assert tags() == set()


def test_withdrawn_reflection_takes_no_tags(client, carys, reflection, conundrum, add_url):
    reflection.withdraw()
    client.force_login(carys)

    assert client.post(add_url, {"conundrum": conundrum.pk, "stance": "supports"}).status_code == 404


def test_researcher_who_takes_part_tags_as_author_only(client, carys, hunt, conundrum):
    own = builders.make_reflection(builders.make_participation(hunt, carys))
    client.force_login(carys)
    url = reverse("reflections:tag_add", args=[own.pk])

    assert client.post(url, {"conundrum": conundrum.pk, "stance": "supports"}).status_code == 403
    assert url not in body(client.get(own.get_absolute_url()))


def test_own_tag_is_removed_and_put_back(client, carys, reflection, conundrum):
    tag = builders.make_tag(reflection, conundrum, "unsure", tagged_by=carys)
    client.force_login(carys)

    response = client.post(remove_url(tag), follow=True)

    assert tags() == set()
    undo = response.context["undo"]
    assert undo["says"] == "Removed your tag: 1. Label 1, unsure."
    assert "Put it back" in body(response)
    client.post(undo["url"], undo["fields"])
    assert tags() == {("Carys", 1, "unsure")}
    assert client.get(reflection.get_absolute_url()).context["undo"] is None


def test_tags_of_others_stay(client, carys, programme, reflection, conundrum):
    eli = builders.make_user("eli")
    Membership.objects.create(programme=programme, user=eli, role=Membership.Role.RESEARCHER)
    of_author = builders.make_tag(reflection, conundrum)
    of_colleague = builders.make_tag(reflection, conundrum, tagged_by=eli)
    client.force_login(carys)

    assert client.post(remove_url(of_author)).status_code == 403
    assert client.post(remove_url(of_colleague)).status_code == 403
    assert client.get(remove_url(of_author)).status_code == 405
    assert Tag.objects.count() == 2


@pytest.mark.parametrize(("who", "status"), [("amina", 403), ("ben", 404), ("dev", 404)])
def test_others_remove_no_tags(client, request, carys, reflection, conundrum, who, status):
    tag = builders.make_tag(reflection, conundrum, tagged_by=carys)
    client.force_login(request.getfixturevalue(who))

    assert client.post(remove_url(tag)).status_code == status
    assert Tag.objects.count() == 1


def test_reader_goes_on_within_the_filter(client, carys, participation):
    older, middle, newer = (
        builders.make_reflection(participation, words) for words in ("bench a", "other", "bench b")
    )
    for minutes, each in enumerate((older, middle, newer)):
        each.noted_at = each.noted_at.replace(minute=minutes)
        each.save()
    client.force_login(carys)

    everything = client.get(older.get_absolute_url())
    benches = client.get(older.get_absolute_url(), {"q": "bench"})

    assert (everything.context["newer"], everything.context["older"]) == (middle.pk, None)
    assert (benches.context["newer"], benches.context["older"]) == (newer.pk, None)
    assert f'href="{newer.get_absolute_url()}?q=bench"' in body(benches)


def test_tagging_keeps_the_filter(client, carys, reflection, conundrum, add_url):
    client.force_login(carys)

    response = client.post(f"{add_url}?q=sample&next=//evil.example", {"conundrum": conundrum.pk, "stance": "unsure"})

    assert response.url == f"{reflection.get_absolute_url()}?q=sample"
