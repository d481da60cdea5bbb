"""Logging on a phone: nothing typed is lost, nothing is logged twice, and it needs no signal."""

import pytest
from playwright.sync_api import expect

from reflections.models import Photo, Reflection, VoiceNote
from tests import builders
from tests.browser import NO_SIGNAL, until
from tests.log_page import (
    SMALL_PHONE,
    answer_all,
    come_back,
    drafts,
    entries,
    is_kept,
    log_it,
    open_log,
    wait_until_logged,
    words,
)
from tests.pictures import make_file

pytestmark = pytest.mark.journey


@pytest.fixture
def phone(open_page, participation, visit):
    """A new tab of one phone each time."""
    first = open_page(participation.user, expected=NO_SIGNAL, **SMALL_PHONE)
    tabs = [first]

    def open_tab():
        return tabs.pop() if tabs else first.context.new_page()

    return open_tab


def test_a_tab_killed_at_a_key_press_loses_no_letter(phone, hunt):
    page = open_log(phone(), hunt)
    words(page).press_sequentially("Whose light switch is it? ")
    page.keyboard.type("X")
    page.evaluate("document.body.remove()")  # nothing that tidies up when a page is left may be needed
    page.close()

    again = open_log(phone(), hunt)

    assert words(again).input_value() == "Whose light switch is it? X"
    assert again.get_by_text("Your draft from 09:45 is back.").is_visible()


def test_everything_else_typed_comes_back_too(phone, hunt, conundrum):
    page = open_log(phone(), hunt)
    page.get_by_label("A new chance encounter").check()
    page.get_by_label("Who or what did you come across?").fill("A sample stall")
    page.locator(".stance-row").get_by_label("Challenges").check()
    page.get_by_label("Nobody else for now").check()
    page.get_by_text("Log for somebody else").click()
    page.get_by_label("Their code").fill("BCDFGH")
    until(lambda: is_kept(page, author_code="BCDFGH"), "what was typed last is on the phone")
    page.close()

    again = open_log(phone(), hunt)

    assert again.get_by_label("A new chance encounter").is_checked()
    assert again.get_by_label("Who or what did you come across?").input_value() == "A sample stall"
    assert again.locator(".stance-row").get_by_label("Challenges").is_checked()
    assert again.get_by_label("Nobody else for now").is_checked()
    assert again.get_by_label("Their code").input_value() == "BCDFGH"


def test_a_draft_can_be_put_away_and_taken_back(phone, hunt):
    page = open_log(phone(), hunt)
    words(page).fill("Half a thought")
    come_back(page)
    page.get_by_role("button", name="Start anew").click()
    page.get_by_text("The draft is put away.").wait_for()
    assert words(page).input_value() == ""

    page.get_by_role("button", name="Undo").click()

    page.wait_for_function("() => document.querySelector('#id_words').value === 'Half a thought'")
    assert drafts(page)[0]["fields"]["words"] == "Half a thought"


def test_two_tabs_hold_one_draft_and_log_it_once(phone, hunt):
    one, other = open_log(phone(), hunt), open_log(phone(), hunt)
    words(one).fill("Typed in the one.")
    other.wait_for_function("() => document.querySelector('#id_words').value === 'Typed in the one.'")
    one.context.set_offline(True)

    log_it(other)
    wait_until_logged(other)

    one.get_by_text("This was logged in another tab.").wait_for()
    assert words(one).input_value() == ""
    log_it(one)
    one.get_by_text("There is a problem").wait_for()
    assert [record["words"] for record in entries(one)] == ["Typed in the one."]


def test_what_is_logged_without_signal_arrives_whole_when_it_is_back(phone, hunt, visit, conundrum, participation):
    page = open_log(phone(), hunt)
    page.context.set_offline(True)
    words(page).fill("  First line.\n\n🦉 דנה <b>bold</b>  ")
    page.locator(".stance-row").get_by_label("Supports").check()
    page.get_by_label("Only the programme’s researchers").check()
    page.locator("[data-choose]").set_input_files(
        {"name": "IMG_1.JPG", "mimeType": "image/jpeg", "buffer": make_file()}
    )
    answer_after_it_came(page)
    log_it(page)
    page.get_by_text("Logged: it is on this phone.").wait_for()
    assert words(page).input_value() == ""
    assert not Reflection.objects.exists()

    page.context.set_offline(False)
    page.get_by_text("Logged. It is safe in your notebook.").wait_for()

    kept = Reflection.objects.get()
    assert (kept.words, kept.visit, kept.audience) == ("  First line.\n\n🦉 דנה <b>bold</b>  ", visit, "team")
    assert list(kept.tags.values_list("conundrum", "stance")) == [(conundrum.pk, "supports")]
    photo = Photo.objects.get()
    assert (photo.caption, photo.recognisable, photo.who) == ("A switch.", "agreed", "Two learners")
    assert photo.showed == {"why": "Nobody asked."}


def answer_after_it_came(page):
    photo = page.locator("[data-photos] > fieldset")
    photo.get_by_label("Yes, and they agreed").check()
    photo.get_by_label("Who can be recognised?").fill("Two learners")
    photo.get_by_label("What do we see").fill("A switch.")
    photo.get_by_text("Questions to look closer").click()
    photo.get_by_label("Why is it so?").fill("Nobody asked.")


def test_problems_are_told_as_the_server_does_and_everything_typed_stays(phone, hunt):
    page = open_log(phone(), hunt)
    page.get_by_label("A new chance encounter").check()

    log_it(page)

    summary = page.get_by_role("alert").filter(has_text="There is a problem")
    expect(summary).to_be_focused()
    assert page.title().startswith("Error: ")
    assert summary.get_by_role("link").all_inner_texts() == [
        "Write a few words, or add a photo or a voice note.",
        "Say in a few words who or what you came across.",
    ]
    summary.get_by_role("link", name="Say in a few words").click()
    title = page.get_by_label("Who or what did you come across?")
    expect(title).to_be_focused()
    assert title.get_attribute("aria-invalid") == "true"
    title.fill("A sample stall")
    words(page).fill("Sample words.")
    log_it(page)
    wait_until_logged(page)
    assert not page.title().startswith("Error: ")
    assert page.locator("[aria-invalid], .field--wrong").count() == 0


def test_the_likely_moment_follows_the_clock_of_the_phone(phone, hunt, route):
    builders.make_visit(route, builders.make_stop(hunt, "Next"), 2, "bus", 30)
    page = phone()
    chosen = {}
    for time in ("08:45", "09:40", "10:10", "20:00"):
        open_log(page, hunt, f"2026-07-07T{time}:00Z")
        chosen[time] = page.locator("label:has([name=moment]:checked) bdi").inner_text()

    assert chosen == {
        "08:45": "At Canal walk",
        "09:40": "On the way to Next",
        "10:10": "At Next",
        "20:00": "The whole day",
    }


def test_a_moment_that_somebody_chose_is_not_changed_by_the_clock(phone, hunt, route):
    builders.make_visit(route, builders.make_stop(hunt, "Next"), 2, "bus", 30)
    page = open_log(phone(), hunt)
    page.get_by_label("A new chance encounter").check()
    look_again(page, "2026-07-07T10:10:00Z")
    assert page.get_by_label("A new chance encounter").is_checked()

    page.get_by_text("Another stop or journey").click()
    page.get_by_label("At Canal walk").check()
    words(page).fill("About the walk.")
    until(lambda: is_kept(page, words="About the walk."), "what was done last is on the phone")
    come_back(page)
    assert page.locator("label:has([name=moment]:checked) bdi").inner_text() == "At Canal walk"


def look_again(page, now):
    page.clock.set_fixed_time(now)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_an_encounter_opened_without_signal_can_be_logged_about_again(phone, hunt):
    page = open_log(phone(), hunt)
    page.context.set_offline(True)
    page.get_by_label("A new chance encounter").check()
    page.get_by_label("Who or what did you come across?").fill("A sample stall")
    words(page).fill("First.")
    log_it(page)
    wait_until_logged(page)

    page.get_by_label("Encounter: A sample stall").check()
    words(page).fill("Second.")
    log_it(page)
    page.wait_for_function("() => document.querySelector('#id_words').value === ''")

    first, second = sorted(entries(page), key=lambda record: record["words"])
    assert first["encounter"] == second["encounter"]
    assert first["encounter_title"] == second["encounter_title"] == "A sample stall"
    page.context.set_offline(False)
    page.get_by_text("Logged. It is safe in your notebook.").wait_for()
    page.wait_for_function("() => document.querySelector('[data-says]').textContent.includes('Everything')")
    assert set(Reflection.objects.values_list("encounter__title", flat=True)) == {"A sample stall"}
    assert Reflection.objects.count() == 2


def test_a_browser_that_keeps_nothing_says_so_and_logs_by_the_form(open_page, participation, hunt, visit):
    page = open_page(participation.user, **SMALL_PHONE)
    page.add_init_script("Object.defineProperty(globalThis, 'indexedDB', { value: undefined })")
    page.goto(f"/hunts/{hunt.slug}/log/")
    page.get_by_text("This browser keeps nothing for later").wait_for()
    words(page).fill("Sample words.")

    log_it(page)

    page.get_by_text("Logged. It is safe in your notebook.").wait_for()
    assert Reflection.objects.get().words == "Sample words."


def test_without_a_script_photos_and_recordings_go_with_the_form(open_page, participation, hunt, visit, sound):
    page = open_page(participation.user, java_script_enabled=False, **SMALL_PHONE)
    page.goto(f"/hunts/{hunt.slug}/log/")
    page.locator("summary").filter(has_text="Add a photo").click()
    page.locator("#id_photo1-file").set_input_files(
        {"name": "IMG_1.JPG", "mimeType": "image/jpeg", "buffer": make_file()}
    )
    page.locator(".photo-block").first.get_by_label("Nobody can be recognised").check()
    page.locator("summary").filter(has_text="Add a voice note").click()
    page.locator("#id_voice1-file").set_input_files({"name": "note.wav", "mimeType": "audio/wav", "buffer": sound})
    page.locator(".voice-block").get_by_label("What is said in it?").fill("Nobody asked.")
    with page.expect_navigation():
        log_it(page)

    assert Reflection.objects.get().photos.count() == 1
    assert VoiceNote.objects.get().transcript == "Nobody asked."


@pytest.fixture
def sound():
    import io
    import wave

    file = io.BytesIO()
    with wave.open(file, "wb") as recording:
        recording.setnchannels(1)
        recording.setsampwidth(2)
        recording.setframerate(8000)
        recording.writeframes(b"\0\1" * 8000)
    return file.getvalue()


def test_answers_of_all_photos_are_asked_for_by_number(phone, hunt):
    page = open_log(phone(), hunt)
    page.locator("[data-choose]").set_input_files(
        [{"name": f"{each}.jpg", "mimeType": "image/jpeg", "buffer": make_file()} for each in "ab"]
    )
    page.locator("[data-photos] > fieldset").nth(1).wait_for()
    log_it(page)
    links = page.locator(".error-summary").get_by_role("link")
    links.first.wait_for()
    assert links.all_inner_texts() == [
        "Say whether anybody can be recognised in photo 1.",
        "Say whether anybody can be recognised in photo 2.",
    ]

    answer_all(page)
    log_it(page)

    wait_until_logged(page)
