"""Error pages say what to do next. They need no database, and repeat neither the address nor the fault."""

import html5lib
import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404
from django.test import Client
from django.urls import include, path
from django.views.decorators.http import require_POST

WORDS = "Ms Example of 12 Sample Street"


def raises(exception):
    def view(request, key=None):
        raise exception

    view.login_required = False
    return view


urlpatterns = [
    path("400/<key>/", raises(SuspiciousOperation(WORDS))),
    path("403/<key>/", raises(PermissionDenied(WORDS))),
    path("404/<key>/", raises(Http404(WORDS))),
    path("500/<key>/", raises(RuntimeError(WORDS))),
    path("csrf/<key>/", require_POST(raises(RuntimeError(WORDS)))),
    path("", include("config.urls")),
]
PAGES = [
    ("400", 400, "We could not read that request", "Go back, check what you entered"),
    ("403", 403, "This page is for another role", "ask an organiser of the programme"),
    ("404", 404, "There is no such page", "Check the link"),
    ("500", 500, "Something went wrong on our side", "try once more"),
    ("unknown", 404, "There is no such page", "Check the link"),
]


@pytest.fixture
def visitor(settings):
    settings.ROOT_URLCONF = __name__
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


@pytest.mark.parametrize(("where", "status", "heading", "advice"), PAGES)
def test_an_error_page_gives_advice_and_nothing_away(visitor, where, status, heading, advice):
    response = visitor.get(f"/{where}/7QPF-3XKM-PRIVATE/")
    page = response.content.decode()

    assert response.status_code == status
    assert f"<h1>{heading}</h1>" in page
    assert advice in page
    assert "PRIVATE" not in page
    assert WORDS not in page
    assert "RuntimeError" not in page


def test_a_form_without_its_token_is_sent_back_with_advice(visitor):
    response = visitor.post("/csrf/PRIVATE/", {"words": WORDS})
    page = response.content.decode()

    assert response.status_code == 403
    assert "<h1>Please send that again</h1>" in page
    assert "CSRF" not in page
    assert "PRIVATE" not in page
    assert WORDS not in page


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "429", "500"])
def test_an_error_page_is_a_valid_page_that_asks_no_database(name):
    from django.template.loader import render_to_string

    page = render_to_string(f"{name}.html")

    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)
    assert len(tree.findall(".//h1")) == 1
    assert tree.find(".//title").text.endswith(" – Own Turf")
    assert tree.findall(".//script") == tree.findall(".//style") == []


def test_a_person_who_is_signed_in_sees_an_error_page_without_a_query(visitor, ben, django_assert_num_queries):
    visitor.force_login(ben)

    with django_assert_num_queries(0):
        assert visitor.get("/no-such-page/").status_code == 404
