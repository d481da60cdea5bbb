from contextlib import closing

import pytest
from django.conf import settings


@pytest.fixture(params=["/", "/no-such-page/", "/static/css/own-turf.css"])
def response(request, client, db):
    with closing(client.get(request.param)) as response:
        yield response


def policy_of(response):
    directives = (part.split() for part in response["Content-Security-Policy"].split(";"))
    return {name: sources for name, *sources in directives}


def test_scripts_and_styles_come_from_this_site_only(response):
    policy = policy_of(response)

    for directive in ("default-src", "script-src", "style-src", "connect-src", "worker-src", "form-action"):
        assert policy[directive] == ["'self'"]
    for directive in ("object-src", "base-uri", "frame-ancestors"):
        assert policy[directive] == ["'none'"]
    assert "unsafe" not in response["Content-Security-Policy"]


def test_pictures_come_from_this_site_and_the_maps_tiles_only(response):
    assert policy_of(response)["img-src"] == ["'self'", "data:", "blob:", "https://tile.openstreetmap.org"]


def test_the_browser_neither_guesses_types_nor_tells_others_where_one_was(response):
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["Permissions-Policy"] == settings.PERMISSIONS_POLICY


@pytest.mark.parametrize("path", ["/", "/no-such-page/"])
def test_no_page_can_be_framed(client, db, path):
    assert client.get(path)["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("path", ["/", "/no-such-page/", "/hunts/canal-hunt/people/"])
def test_no_cache_that_serves_several_people_keeps_a_page(client, hunt, amina, path):
    client.force_login(amina)

    assert client.get(path)["Cache-Control"] == "private, no-cache"


def test_signing_out_empties_what_the_browser_keeps_for_the_back_button(client, hunt, amina):
    client.force_login(amina)

    assert "Clear-Site-Data" not in client.get("/accounts/logout/")
    assert client.post("/accounts/logout/")["Clear-Site-Data"] == '"cache"'
