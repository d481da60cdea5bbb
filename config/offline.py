"""What a browser fetches to have the day's pages without network: the service worker, the manifest, a fallback."""

import json
from dataclasses import asdict

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from config import release
from config.kept_pages import KEPT

# The tokens --ground and --accent of the stylesheet in the light; a manifest has no place for those of the dark.
GROUND, ACCENT = "#fbf7ef", "#1b5e34"


@login_not_required
@require_safe
@cache_control(no_cache=True)
def service_worker(request):
    """One script without imports: the browser compares it byte by byte to know of a new release."""
    facts = asdict(release.release()) | {"noSignal": reverse("no_signal"), "kept": KEPT}
    script = f"const RELEASE = {json.dumps(facts)};\n{release.worker_script()}"
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


@login_not_required
@require_safe
@cache_control(max_age=86_400)
def manifest(request):
    """Lets a phone put the site beside its apps."""
    about = {
        "id": "/",
        "name": "Own Turf",
        "short_name": "Own Turf",
        "description": "The field notebook of a treasure hunt in co-production.",
        "lang": "en-GB",
        "start_url": reverse("home"),
        "scope": "/",
        "display": "standalone",
        "background_color": GROUND,
        "theme_color": ACCENT,
        "icons": [icon(size, purpose) for size in (192, 512) for purpose in ("any", "maskable")],
    }
    return JsonResponse(about, content_type="application/manifest+json")


def icon(size, purpose):
    name = f"images/own-turf-{size}{'-maskable' if purpose == 'maskable' else ''}.png"
    return {"src": static(name), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}


@login_not_required
@require_safe
@cache_control(no_cache=True)
def no_signal(request):
    """What a phone shows for a page that it did not keep. The same for everybody: it is kept with the release."""
    return HttpResponse(release.no_signal_page(), headers={"Own-Turf-Release": release.release().version})
