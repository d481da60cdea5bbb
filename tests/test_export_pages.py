import io
import json

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from tests import builders
from tests.exporting import make_evidence, make_finding, make_photo, read_csv

PAGE = "/programmes/canal-voices/export/"


def fetch(client, what="reflections", format="csv", query=""):
    return client.get(f"{reverse('reflections:export_file', args=['canal-voices', what, format])}{query}")


def content(response):
    return b"".join(response.streaming_content)


@pytest.fixture
def researching(client, carys, programme):
    client.force_login(carys)
    return client


def test_the_page_counts_what_leaves_and_what_stays(researching, hunt, reflection, dev):
    builders.make_reflection(builders.make_participation(hunt, dev, consents=()), words="Leak")

    response = researching.get(reverse("reflections:export", args=["canal-voices"]))

    assert (response.context["leaving"], response.context["held_back"]) == (1, 1)
    text = " ".join(response.content.decode().split())
    assert '<strong class="figure">1</strong> reflection can leave.' in text
    assert (
        '<span class="figure">1</span> more in this programme stays here, filter or not: '
        "its author does not agree to analysis." in text
    )
    assert "Leak" not in text


def test_the_page_carries_the_filter_into_every_file(researching, hunt, reflection):
    response = researching.get(PAGE, {"hunt": "canal-hunt", "q": 'a"b<i>'})

    text = response.content.decode()
    links = [part.split('"')[0] for part in text.split('class="button')[1:] for part in part.split('href="')[1:2]]
    assert len(links) == 7
    assert {link.split("?")[1] for link in links} == {"hunt=canal-hunt&amp;q=a%22b%3Ci%3E"}
    assert "Hunt: Canal hunt" in text
    assert "Words: a&quot;b&lt;i&gt;" in text
    assert 'a"b<i>' not in text


def test_searching_does_not_tell_what_stays(researching, hunt, reflection, dev):
    builders.make_reflection(builders.make_participation(hunt, dev, consents=()), words="secret")

    counts = {researching.get(PAGE, {"q": word}).context["held_back"] for word in ("secret", "nothing", "")}

    assert counts == {1}


def test_a_file_holds_what_the_filter_leaves(researching, participation, reflection):
    match = builders.make_reflection(participation, words='The bench,\r\n"made" here 🎉')
    make_photo(match)

    response = fetch(researching, query="?with_photo=yes&q=BENCH")

    assert [row["words"] for row in read_csv(content(response))] == ['The bench,\r\n"made" here 🎉']


@pytest.mark.parametrize(
    ("what", "format", "content_type"),
    [
        ("reflections", "csv", "text/csv; charset=utf-8"),
        ("tags", "csv", "text/csv; charset=utf-8"),
        ("photos", "csv", "text/csv; charset=utf-8"),
        ("findings", "csv", "text/csv; charset=utf-8"),
        ("reflections", "geojson", "application/geo+json"),
        ("reflections", "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("findings", "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
)
def test_a_file_is_a_private_download_with_a_telling_name(researching, reflection, what, format, content_type):
    response = fetch(researching, what, format)

    name = f"canal-voices-{what}-{timezone.localdate():%Y-%m-%d}.{format}"
    assert response.status_code == 200
    assert response.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert response.headers["Content-Type"] == content_type
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert len(content(response)) > 0


def test_the_formats_say_the_same(researching, programme, reflection, conundrum, carys):
    builders.make_tag(reflection, conundrum)
    make_evidence(make_finding(programme, carys), reflection)

    rows = read_csv(content(fetch(researching)))
    features = json.loads(content(fetch(researching, format="geojson")))["features"]
    book = load_workbook(io.BytesIO(content(fetch(researching, format="xlsx"))))

    assert [row["words"] for row in rows] == ["Sample words."]
    assert [feature["id"] for feature in features] == [rows[0]["reflection_id"]]
    names, values = book["Reflections"].values
    told = dict(zip(names, ["" if value is None else str(value) for value in values], strict=True))
    assert told == rows[0]
    assert [row["quote"] for row in read_csv(content(fetch(researching, "findings")))] == ["Sample words."]


def test_a_wrong_filter_is_said_and_gives_no_file(researching, reflection):
    response = fetch(researching, query="?stance=loves")

    text = response.content.decode()
    assert response.status_code == 400
    assert "There is a problem with the filter" in text
    assert "Stance: Select a valid choice. loves is not one of the available choices." in text
    assert "Sample words." not in text
    assert "Download" not in text


@pytest.mark.parametrize(
    ("what", "format"), [("findings", "geojson"), ("reflections", "pdf"), ("people", "csv"), ("photos", "xlsx")]
)
def test_what_is_not_on_offer_is_not_found(researching, what, format):
    assert fetch(researching, what, format).status_code == 404


def test_another_programmes_hunt_is_no_filter_here(researching, dev):
    other = builders.make_programme(name="Other", slug="other")
    builders.make_hunt(other, slug="elsewhere")

    assert fetch(researching, query="?hunt=elsewhere").status_code == 400


@pytest.mark.parametrize(("who", "status"), [("amina", 403), ("ben", 404), ("dev", 404)])
def test_only_researchers_export(client, request, participation, reflection, who, status):
    client.force_login(request.getfixturevalue(who))

    assert client.get(PAGE).status_code == status
    assert fetch(client).status_code == status


def test_who_is_not_signed_in_is_asked_to(client, reflection):
    response = fetch(client)

    assert response.status_code == 302
    assert response.headers["Location"].startswith(f"{reverse('account_login')}?next=")


@pytest.mark.parametrize("url", [PAGE, f"{PAGE}reflections.csv"])
def test_exports_are_only_fetched(researching, reflection, url):
    assert researching.post(url).status_code == 405


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_makes_the_same_queries_however_much_leaves(
    researching, participation, number, django_assert_num_queries
):
    for _ in range(number):
        builders.make_reflection(participation)

    with django_assert_num_queries(7):
        assert researching.get(PAGE).context["leaving"] == number


@pytest.mark.parametrize("number", [1, 3])
def test_a_file_takes_the_same_queries_however_long_it_is(
    researching, participation, number, django_assert_num_queries
):
    for _ in range(number):
        builders.make_reflection(participation)

    with django_assert_num_queries(9):
        assert len(read_csv(content(fetch(researching)))) == number
