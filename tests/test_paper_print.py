"""Cards on paper: what a browser prints, page by page."""

import pypdfium2
import pytest
from django.urls import reverse

from reflections.capture.by_hand.paper import make_codes
from tests import builders

pytestmark = [pytest.mark.journey, pytest.mark.once]

A4 = (595, 842)  # points
LONG = "Gesellschaftsforschungsprogrammnachbarschaftsversammlung"


@pytest.fixture
def people(transactional_db, hunt, programme, route):
    """Two people on a route of three stops, one of them with as much to say as a stop may have; eight conundrums."""
    prompts = "\n".join(
        f"{number}. What does {LONG} look like here, and who would call it that?" for number in range(9)
    )
    for position, changes in enumerate([{}, {"title": f"{LONG} {LONG}"[:120], "prompts": prompts}, {}], 1):
        stop = builders.make_stop(hunt, **({"title": f"Stop {position}", "prompts": "What here is new?"} | changes))
        builders.make_visit(route, stop, position)
    hunt.conundrums.add(*[builders.make_conundrum(programme, number, label="W" * 24) for number in range(2, 9)])
    return [builders.make_participation(hunt, builders.make_user(name), route) for name in ("eda", "fay")]


def test_two_cards_fill_a_page_and_nothing_is_cut_off(open_page, amina, hunt, people):
    codes = make_codes(people)
    page = open_page(amina)
    page.goto(reverse("reflections:paper_cards", args=[hunt.slug]) + "?people=everybody")
    page.emulate_media(media="print")

    pages = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))

    texts = [sheet.get_textpage().get_text_bounded() for sheet in pages]
    assert len(texts) == 4
    assert {tuple(round(side) for side in sheet.get_size()) for sheet in pages} == {A4}
    assert [sum(code.code in text for code in codes.values()) for text in texts] == [2, 2, 2, 2]
    assert ["Eda" in texts[0], "Eda" in texts[1], "Fay" in texts[2], "Fay" in texts[3]] == [True] * 4
    assert [text.count("Unsure") for text in texts] == [16, 16, 16, 16]
    assert "Make the cards" not in "".join(texts)
    cards = page.locator(".paper-card")
    assert cards.evaluate_all("all => all.filter(card => card.scrollHeight > card.clientHeight).length") == 0
