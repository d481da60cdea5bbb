"""Colours that stand on each other can be told apart, by WCAG 2.2 AA, in the light and in the dark."""

import re
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.once

STYLESHEET = Path(settings.BASE_DIR) / "static" / "css" / "own-turf.css"
TOKEN = re.compile(r"--([\w-]+):\s*(#[0-9a-fA-F]{6})\b")

GROUNDS = ["ground", "ground-raised"]
SOFT = ["accent-soft", "warn-soft", "danger-soft"]
TEXT = [
    *[(text, ground) for text in ("ink", "ink-quiet", "accent", "accent-deep", "danger") for ground in GROUNDS],
    *[(text, ground) for text in ("ink", "ink-quiet") for ground in [*SOFT, "ground-sunk"]],
    ("accent", "accent-soft"),
    ("accent-deep", "accent-soft"),
    ("danger", "danger-soft"),
    ("on-accent", "accent"),
    ("on-accent", "accent-deep"),
    ("on-danger", "danger"),
    ("ground", "ink"),
    *[("on-conundrum", f"conundrum-{hue}") for hue in (1, 2, 3, 4, 5, 6, 8)],
    ("on-conundrum-dark", "conundrum-7"),
    *[("on-accent", f"route-{number}") for number in (1, 2, 3, 4)],
]
EDGES = [
    *[(edge, ground) for edge in ("line-strong", "accent", "danger", "focus", "warn-line") for ground in GROUNDS],
    ("accent", "accent-soft"),
    ("warn-line", "warn-soft"),
    ("danger", "danger-soft"),
    ("line-strong", "ground-sunk"),
    ("focus", "danger-soft"),
    *[(f"route-{number}", ground) for number in (1, 2, 3, 4) for ground in GROUNDS],
]


def themes():
    """Tokens of the light and the dark page, as ``{name: #rrggbb}``; the dark one changes the light one."""
    layer = STYLESHEET.read_text().split("@layer tokens {")[1].split("\n@layer ")[0]
    light, dark = layer.split("prefers-color-scheme: dark")
    return {"light": dict(TOKEN.findall(light)), "dark": dict(TOKEN.findall(light)) | dict(TOKEN.findall(dark))}


def luminance(colour):
    """Relative luminance, 0 to 1: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance"""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    lighter, darker = sorted([luminance(one), luminance(other)], reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def too_faint(pairs, least, tokens):
    ratios = {pair: contrast(tokens[pair[0]], tokens[pair[1]]) for pair in pairs}
    return {f"{front} on {back}": round(ratio, 2) for (front, back), ratio in ratios.items() if ratio < least}


def test_the_measure_is_right():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_can_be_read(theme):
    assert too_faint(TEXT, 4.5, themes()[theme]) == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_edges_of_controls_and_the_focus_can_be_seen(theme):
    assert too_faint(EDGES, 3, themes()[theme]) == {}


def test_every_colour_token_is_measured():
    measured = {name for pair in [*TEXT, *EDGES] for name in pair}

    assert set(themes()["light"]) - measured == {"line"}  # orders a page, marks no control
