from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from config import health, offline, pages

urlpatterns = [
    path("", pages.home, name="home"),
    path("healthz", health.healthz, name="healthz"),
    path("sw.js", offline.service_worker, name="service_worker"),
    path("manifest.webmanifest", offline.manifest, name="manifest"),
    path("no-signal/", offline.no_signal, name="no_signal"),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("", include("hunts.urls")),
    path("", include("visits.urls")),
    path("", include("reflections.urls")),
]
if settings.STYLE_PAGE:
    urlpatterns += [path("style/", pages.style, name="style")]
