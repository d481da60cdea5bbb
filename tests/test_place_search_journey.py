"""With scripts, places are found while one types, and chosen by keyboard; without, by buttons (test_place_search)."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser import wait_for_modules

pytestmark = [pytest.mark.journey, pytest.mark.once, pytest.mark.django_db(transaction=True)]


def test_a_place_is_found_while_typing_and_chosen_by_keyboard(open_page, amina, hunt):
    page = open_page(amina)
    page.goto(reverse("visits:stop_new", args=[hunt.slug]))
    wait_for_modules(page)

    with page.expect_response(re.compile(r"\?q=salf&")) as answer:
        page.get_by_label("Find a place by its name").press_sequentially("salf")
    answer.value.finished()
    page.get_by_role("button", name="Choose Salford", exact=True).wait_for()
    expect(page.locator("[data-module=place-search] [role=status]")).to_have_text("3 places found.")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    expect(page.get_by_label("Or a place that is not in the directory")).to_have_value("Salford")
    expect(page.get_by_label("Its latitude")).to_have_value(re.compile("^53.4"))
    expect(page.locator(".map-pin--base")).to_have_count(1)
    expect(page.get_by_role("button", name="Choose")).to_have_count(0)
