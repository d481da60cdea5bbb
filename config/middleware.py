from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.middleware.gzip import GZipMiddleware


class PermissionsPolicyMiddleware:
    """Says which of the browser's powers our pages may ask for; Django has no setting for it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        return response


class SignedInByDefaultMiddleware(LoginRequiredMiddleware):
    """Django's, but a public page is let through before the session is read: /healthz must not need it."""

    def process_view(self, request, view_func, view_args, view_kwargs):
        if not getattr(view_func, "login_required", True):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)


class PrivatePagesMiddleware:
    """Keeps pages from caches that serve several people, and on sign-out from whoever holds the device next.

    ``no-cache`` rather than ``no-store``, with which browsers forget what was typed when the signal fails and
    somebody goes back. So signing out has to empty what the browser keeps, else the Back button would still show it.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-cache")
        match = request.resolver_match
        if request.method == "POST" and match and match.view_name == "account_logout":
            response.headers["Clear-Site-Data"] = '"cache"'
        return response


class CompressedPagesMiddleware(GZipMiddleware):
    """Pages, and the service worker, cross a thin line at a fifth of their size, whatever stands in front of us.

    Photos, recordings and exports are small already or too long to hold. What an attacker could tell from the length
    of a page is blurred by Django (random padding, masked CSRF tokens).
    """

    def process_response(self, request, response):
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        return super().process_response(request, response) if kind in {"text/html", "text/javascript"} else response
