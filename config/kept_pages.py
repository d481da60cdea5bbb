"""Tells a phone's service worker which answers are pages of this site, whose they are, and which to keep.

``Own-Turf-Person`` is on every page that depends on who asks, and on photos: a name for who is signed in that tells
nothing else, or ``nobody``. An answer without it, a captive portal's say, tells nothing. ``Own-Turf-Release`` is on a
page that is to be kept, and names the release whose files it refers to. A request with ``Own-Turf-Keep`` comes from
the worker itself.
"""

from django.utils.crypto import salted_hmac

from config.release import release

# By name, and how their paths look to the worker.
KEPT_NAMES = {"visits:today", "reflections:log", "reflections:notebook", "hunts:consent", "hunts:positions"}
KEPT = r"^/hunts/[^/]+/(today|log|notebook|consent|positions/(before|after))/$"
PHOTO_NAME = "reflections:photo"


class KeptPagesMiddleware:
    """Has to stand below the middlewares of people and of messages."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        # Only where somebody was asked for anyway: an error page should cost no query.
        if hasattr(request, "_cached_user") and is_told_apart(request, response):
            response.headers["Own-Turf-Person"] = name_for(request.user)
            if is_to_keep(request, response):
                response.headers["Own-Turf-Release"] = release().version
        return response

    def process_view(self, request, view_func, view_args, view_kwargs):
        """What was meant to be said once is for the person's next page, not for the worker's copy."""
        if "Own-Turf-Keep" in request.headers and hasattr(request, "_messages"):
            del request._messages


def is_told_apart(request, response):
    """A photo is so by its view: that it has not changed (304) is said without a type."""
    match = request.resolver_match
    is_photo = bool(match and match.view_name == PHOTO_NAME)
    return is_photo or response.headers.get("Content-Type", "").startswith("text/html")


def name_for(user):
    """The same for one person on every device; nothing about them can be read from it."""
    if not user.is_authenticated:
        return "nobody"
    return salted_hmac("own-turf.kept-pages", str(user.pk), algorithm="sha256").hexdigest()[:20]


def is_to_keep(request, response):
    """A copy would say again what is said once, so a page with messages is none."""
    match = request.resolver_match
    said_once = getattr(getattr(request, "_messages", None), "used", False)
    return bool(
        request.method == "GET"
        and response.status_code == 200
        and match
        and match.view_name in KEPT_NAMES
        and request.user.is_authenticated
        and not said_once
    )
