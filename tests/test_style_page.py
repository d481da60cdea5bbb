"""/style/ shows every component of the stylesheet, in development only."""

import importlib
import re
from pathlib import Path

import pytest
from django.conf import settings

from config import urls
from tests.test_html import problems_of

DRAWN_BY_SCRIPTS = {
    # On maps, where the planner's scripts put them.
    *("map-line", "map-line--2", "map-line--3", "map-line--4", "map-paper", "map-path", "map-place"),
    # Beside the lists of the planner and the stop's form.
    "plan-map",
}
STYLESHEET = Path(settings.BASE_DIR) / "static" / "css" / "own-turf.css"


@pytest.fixture
def shown(client, db):
    return client.get("/style/")


def layer(name):
    """The rules of one layer of the stylesheet."""
    text = re.sub(r"/\*.*?\*/", "", STYLESHEET.read_text(), flags=re.DOTALL)
    return text.split(f"@layer {name} {{")[1].split("\n@layer ")[0]


def components():
    """Class names of the component layer, without those that pages of other parts bring for themselves."""
    return {name for name in re.findall(r"\.([a-z][\w-]*)", layer("components")) if not name.startswith("leaflet")}


def test_style_page_is_valid(shown):
    assert problems_of(shown.content) == []


def test_style_page_works_without_a_hunt_in_the_database(shown):
    assert shown.status_code == 200


def test_style_page_is_for_development_only(settings):
    settings.STYLE_PAGE = False
    production = importlib.reload(urls)
    try:
        assert "style" not in [getattr(pattern, "name", "") for pattern in production.urlpatterns]
    finally:
        settings.STYLE_PAGE = True
        importlib.reload(urls)


def test_every_component_is_shown(shown):
    classes = {name for names in re.findall(r'class="([^"]*)"', shown.text) for name in names.split()}

    assert components() - classes - DRAWN_BY_SCRIPTS == set()
