"""Every request leaves one line with an id; no line holds a path, a name, an address or typed words."""

import io
import json
import logging

import pytest
from django.conf import settings as site_settings
from django.core.exceptions import SuspiciousOperation
from django.test import Client
from django.urls import include, path, reverse

from config.requests import JsonFormatter, RequestIdFilter

KEY = "7QPF-3XKM-PRIVATE"
WORDS = "Ms Example told me so"


def fails(request, key):
    raise ValueError(WORDS)


def suspicious(request, key):
    raise SuspiciousOperation(WORDS)


def answers(request, key):
    from django.http import HttpResponse

    return HttpResponse("ok")


for view in (fails, suspicious, answers):
    view.login_required = False

urlpatterns = [
    path("fails/<key>/", fails, name="fails"),
    path("suspicious/<key>/", suspicious, name="suspicious"),
    path("answers/<key>/", answers, name="answers"),
    path("", include("config.urls")),
]


@pytest.fixture
def visitor(settings):
    settings.ROOT_URLCONF = __name__
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


@pytest.fixture
def log(monkeypatch):
    """The text that the site's own handler, formatter and filters write."""
    text = io.StringIO()
    handler = next(h for h in logging.getLogger().handlers if isinstance(h.formatter, JsonFormatter))
    monkeypatch.setattr(handler, "stream", text)
    return text


def lines(log):
    return [json.loads(line) for line in log.getvalue().splitlines()]


def test_a_request_leaves_one_line_with_the_id_of_its_answer(visitor, log):
    response = visitor.get(f"/answers/{KEY}/?q=PRIVATE")

    (line,) = lines(log)
    assert line["request_id"] == response["X-Request-ID"]
    assert (line["method"], line["route"], line["status"]) == ("GET", "answers", 200)
    assert line["ms"] >= 0
    assert "PRIVATE" not in log.getvalue()


def test_a_proxys_request_id_is_kept_if_it_is_one(visitor):
    kept = visitor.get(f"/answers/{KEY}/", headers={"X-Request-ID": "0123-abcd-proxy"})
    replaced = visitor.get(f"/answers/{KEY}/", headers={"X-Request-ID": "x\nlevel=error {}"})

    assert kept["X-Request-ID"] == "0123-abcd-proxy"
    assert len(replaced["X-Request-ID"]) == 32


def test_two_requests_have_two_ids(visitor, log):
    ids = {visitor.get(f"/answers/{KEY}/")["X-Request-ID"] for _ in range(2)}

    assert ids == {line["request_id"] for line in lines(log)}
    assert len(ids) == 2


def test_an_unknown_page_is_logged_without_its_path(visitor, log):
    visitor.get(f"/j/{KEY}/ms-example/")

    (line,) = lines(log)
    assert line["status"] == 404
    assert "PRIVATE" not in log.getvalue()
    assert "ms-example" not in log.getvalue()


def test_a_fault_is_logged_by_kind_and_place_and_never_by_its_words(visitor, log):
    response = visitor.get(f"/fails/{KEY}/")

    fault, request = lines(log)
    assert (fault["message"], fault["error"], fault["level"]) == ("failed", "ValueError", "error")
    assert fault["at"][-1].startswith("tests.test_request_log:fails:")
    assert fault["request_id"] == request["request_id"] == response["X-Request-ID"]
    assert (request["route"], request["status"]) == ("fails", 500)
    assert WORDS not in log.getvalue()
    assert "PRIVATE" not in log.getvalue()


def test_a_suspicious_request_is_logged_without_what_it_said(visitor, log):
    visitor.get(f"/suspicious/{KEY}/")

    assert {line["status"] for line in lines(log) if "status" in line} == {400}
    assert WORDS not in log.getvalue()
    assert "PRIVATE" not in log.getvalue()


def test_a_form_without_its_token_is_logged_without_path_and_words(visitor, log):
    visitor.post(f"/answers/{KEY}/", {"words": WORDS})

    refused, request = lines(log)
    assert (refused["logger"], refused["message"]) == ("django.security.csrf", "refused")
    assert request["status"] == 403
    assert "PRIVATE" not in log.getvalue()
    assert WORDS not in log.getvalue()


def test_a_wrong_host_is_logged_without_its_name(visitor, log):
    visitor.get("/", headers={"host": "ms-example.invalid"})

    assert [line["status"] for line in lines(log) if "status" in line] == [400]
    assert "ms-example" not in log.getvalue()


def test_a_failed_sign_in_is_logged_without_who_tried(client, amina, log):
    client.post(reverse("account_login"), {"login": "amina@example.org", "password": "not-the-password"})
    client.post(reverse("account_login"), {"login": "nobody@example.org", "password": "not-the-password"})
    client.post(reverse("account_request_login_code"), {"email": "amina@example.org"})

    assert [line["route"] for line in lines(log) if "route" in line] == [
        "account_login",
        "account_login",
        "account_request_login_code",
    ]
    assert "example.org" not in log.getvalue()
    assert "Amina" not in log.getvalue()
    assert "not-the-password" not in log.getvalue()


@pytest.mark.parametrize("name", ["allauth.account", "django.template", "granian", "somebody.elses"])
def test_what_other_libraries_fill_in_is_left_out(name, log):
    logging.getLogger(name).error("Could not send to %s", "ms.example@example.org")

    (line,) = lines(log)
    assert line["message"] == "Could not send to %s"
    assert "ms.example" not in log.getvalue()


def test_our_own_messages_are_whole(log):
    logging.getLogger("reflections.capture").warning("%d photos wait", 3)

    (line,) = lines(log)
    assert line["message"] == "3 photos wait"


def test_debugging_does_not_bring_paths_back(settings, visitor, log, capsys):
    settings.DEBUG = True

    visitor.post(f"/answers/{KEY}/", {"words": WORDS})

    printed = capsys.readouterr()
    assert "PRIVATE" not in printed.out + printed.err + log.getvalue()


def test_only_our_handler_writes():
    assert site_settings.LOGGING["root"]["handlers"] == ["stderr"]
    assert logging.getLogger("django").handlers == []
    (handler,) = [h for h in logging.getLogger().handlers if isinstance(h.formatter, JsonFormatter)]
    assert any(isinstance(f, RequestIdFilter) for f in handler.filters)
