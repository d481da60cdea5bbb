"""With scripts, places are found while one types, and chosen by keyboard; without, by buttons (test_place_search)."""

import pytest
from django.urls import reverse

pytestmark = [pytest.mark.journey, pytest.mark.once, pytest.mark.django_db(transaction=True)]


def test_a_place_is_found_while_typing_and_chosen_by_keyboard(open_page, amina, hunt):
    page = open_page(amina)
    page.goto(reverse("visits:stop_new", args=[hunt.slug]))

    page.get_by_label("Find a place by its name").press_sequentially("salf")
    page.get_by_role("button", name="Choose Salford", exact=True).wait_for()
    said = page.locator("[data-module=place-search] [role=status]").text_content()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    assert said == "3 places found."
    assert page.get_by_label("Or a place that is not in the directory").input_value() == "Salford"
    assert page.get_by_label("Its latitude").input_value().startswith("53.4")
    assert page.locator(".map-pin--base").count() == 1
    assert page.get_by_role("button", name="Choose").count() == 0
