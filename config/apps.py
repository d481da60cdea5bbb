from importlib import import_module

from django.apps import AppConfig
from django.contrib.admin.apps import SimpleAdminConfig


class SiteConfig(AppConfig):
    """The whole site: demo data, commands and pages that know every app."""

    name = "config"
    label = "config"


class SiteAdminConfig(SimpleAdminConfig):
    """The admin without autodiscovery, which would import leaflet.admin and with it GDAL."""

    default_site = "config.admin_site.OwnTurfAdminSite"

    def ready(self):
        super().ready()
        for app in ("accounts", "hunts", "visits", "reflections"):
            import_module(f"{app}.admin")
