"""Earlier versions of what one logged: for oneself alone, with what changed, and a way back to each."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from reflections.capture.editing import edit_reflection
from reflections.models import Reflection, Revision
from tests import builders

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def bens(client, ben):
    client.force_login(ben)
    return client


def path(reflection):
    return reverse("reflections:reflection_history", args=[reflection.pk])


def restore(client, reflection, revision):
    return client.post(reverse("reflections:reflection_restore", args=[reflection.pk, revision.pk]))


def edit(reflection, words, tags=None, **changes):
    return edit_reflection(Reflection.objects.get(pk=reflection.pk), words=words, tags=tags or {}, **changes)


def test_every_version_is_there_the_latest_first(bens, reflection):
    edit(reflection, "Second words.")
    edit(reflection, "Third words.")

    page = bens.get(path(reflection))

    assert [version.words for version in page.context["versions"]] == [
        "Third words.",
        "Second words.",
        "Sample words.",
    ]
    assertContains(page, "What stands now")
    assertContains(page, "First noted")


def test_what_changed_is_marked(bens, reflection):
    edit(reflection, "Sample words and <b>more</b>.")

    page = bens.get(path(reflection))

    assertContains(page, "<del>words.</del>")
    assertContains(page, "<ins>words and &lt;b&gt;more&lt;/b&gt;.</ins>")


def test_tags_and_audience_of_then_are_shown(bens, reflection, conundrum):
    edit(reflection, "Sample words.", {conundrum: "supports"}, audience="me")
    edit(reflection, "Sample words.", {conundrum: "unsure"})

    versions = bens.get(path(reflection)).context["versions"]

    assert [[stance for _, stance in version.stances] for version in versions] == [["unsure"], ["supports"], []]
    assert [version.audience for version in versions] == ["me", "me", "agreed"]
    assertContains(bens.get(path(reflection)), "The words stayed as they were.", count=2)


def test_without_changes_there_is_the_one_version(bens, reflection):
    page = bens.get(path(reflection))

    assert [version.words for version in page.context["versions"]] == ["Sample words."]
    assertNotContains(page, "Say this again")


def test_an_earlier_version_is_said_again_and_what_stood_is_kept(bens, reflection, conundrum):
    edit(reflection, "Second words.", {conundrum: "supports"}, audience="me")
    first = Revision.objects.get()

    response = restore(bens, reflection, first)

    assertRedirects(response, path(reflection))
    reflection.refresh_from_db()
    assert (reflection.words, reflection.audience, reflection.tags.count()) == ("Sample words.", "agreed", 0)
    assert [revision.words for revision in reflection.revisions.all()] == ["Second words.", "Sample words."]


def test_tags_of_then_come_back_except_where_the_hunt_asks_no_more(bens, reflection, conundrum, programme, hunt):
    gone = builders.make_conundrum(programme, 2)
    hunt.conundrums.add(gone)
    edit(reflection, "Second words.", {conundrum: "supports", gone: "challenges"})
    edit(reflection, "Third words.")
    hunt.conundrums.remove(gone)

    restore(bens, reflection, reflection.revisions.first())

    assert list(reflection.tags.values_list("conundrum", "stance")) == [(conundrum.pk, "supports")]


def test_researchers_tags_stay(bens, reflection, conundrum, carys):
    edit(reflection, "Second words.")
    builders.make_tag(reflection, conundrum, "complicates", tagged_by=carys)

    restore(bens, reflection, reflection.revisions.get())

    assert [tag.tagged_by for tag in reflection.tags.all()] == [carys]


def test_what_could_not_be_logged_today_is_refused_in_words(bens, reflection):
    revision = Revision.objects.create(
        reflection=reflection, words=" ", audience="agreed", replaced_at=reflection.noted_at
    )

    page = restore(bens, reflection, revision)

    assertRedirects(page, path(reflection))
    reflection.refresh_from_db()
    assert reflection.words == "Sample words."
    assertContains(bens.get(path(reflection)), "Say this again")


def test_nothing_is_restored_once_the_hunt_is_closed(bens, reflection, hunt):
    edit(reflection, "Second words.")
    hunt.move_to("closed")

    restore(bens, reflection, reflection.revisions.get())

    reflection.refresh_from_db()
    assert reflection.words == "Second words."
    assertNotContains(bens.get(path(reflection)), "Say this again")


def test_a_withdrawn_one_is_read_but_not_restored(bens, reflection):
    edit(reflection, "Second words.")
    Reflection.objects.get(pk=reflection.pk).withdraw()

    assertContains(bens.get(path(reflection)), "Second")
    assert restore(bens, reflection, reflection.revisions.get()).status_code == 404


def test_a_version_of_another_reflection_is_not_found(bens, reflection, participation):
    other = builders.make_reflection(participation)
    edit(other, "Other words.")

    assert restore(bens, reflection, other.revisions.get()).status_code == 404


def test_history_is_for_its_author_alone(client, reflection, ben, amina, carys, dev):
    edit(reflection, "Second words.")
    answers = {}
    for user in (ben, amina, carys, dev):
        client.force_login(user)
        answers[user.name] = client.get(path(reflection)).status_code

    assert answers == {"Ben": 200, "Amina": 404, "Carys": 404, "Dev": 404}
    client.force_login(carys)
    assertNotContains(client.get(reflection.get_absolute_url()), "history")


@pytest.mark.parametrize("page", ["0", "-1", "x", "99", "9" * 400, "%00"])
def test_odd_pages_show_a_page(bens, reflection, page):
    assert bens.get(f"{path(reflection)}?page={page}").status_code == 200


def test_many_versions_are_paged_and_cost_the_same(bens, reflection):
    def look(query=""):
        with CaptureQueriesContext(connection) as queries:
            page = bens.get(path(reflection) + query)
        return len(queries), [version.words for version in page.context["versions"]]

    for number in range(2):
        edit(reflection, f"Version {number}.")
    few, _ = look()
    for number in range(2, 15):
        edit(reflection, f"Version {number}.")

    many, first = look()
    _, second = look("?page=2")

    assert many == few
    assert first == [f"Version {number}." for number in range(14, 3, -1)]
    assert second == [*[f"Version {number}." for number in range(3, -1, -1)], "Sample words."]
