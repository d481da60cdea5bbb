"""Photos, hidden faces and voice notes on the phone, before anything is sent."""

import io

import pytest
from PIL import Image
from playwright.sync_api import expect

from reflections.models import Photo, VoiceNote
from tests.browser import NO_SIGNAL, until
from tests.log_page import (
    A_SECOND_OR_MORE,
    SMALL_PHONE,
    answer_all,
    blobs,
    choose_photos,
    drafts,
    entries,
    hide_a_face,
    log_it,
    open_log,
    pictures,
    wait_for_covering,
    wait_for_photos,
    wait_until_logged,
    words,
)
from tests.pictures import ECCLES, corner_colours, corners, make_exif, make_file

pytestmark = pytest.mark.journey

PLANTED = b"planted in the file"


@pytest.fixture
def page(open_page, participation, visit, hunt):
    """The Log page on a phone that has lost its signal since it was opened."""
    page = open_page(participation.user, expected=NO_SIGNAL, **SMALL_PHONE)
    open_log(page, hunt)
    page.context.set_offline(True)
    return page


def camera_picture(size=(3000, 2250), **options):
    """A sharp picture with much to see, so that size and quality matter."""
    return make_file(Image.effect_noise(size, 40).convert("RGB"), quality=95, **options)


def test_a_photo_is_made_smaller_and_leaves_behind_what_else_was_in_the_file(page):
    exif = make_exif(gps=ECCLES, orientation=6, ImageDescription=PLANTED.decode())
    choose_photos(page, ("IMG_1.jpg", make_file(corners((4000, 3000)), exif=exif)))

    (content,) = blobs(page)
    picture = Image.open(io.BytesIO(content))
    assert (picture.format, picture.size) == ("JPEG", (1536, 2048))
    assert corner_colours(picture) == ["blue", "red", "grey", "green"]
    assert PLANTED not in content
    assert not picture.getexif()


def test_a_photo_with_much_to_see_is_still_small_enough_to_send(page):
    original = camera_picture()
    choose_photos(page, ("IMG_1.jpg", original))

    assert len(original) > 3_000_000
    assert 200_000 < len(blobs(page)[0]) < 700_000


def test_what_is_transparent_becomes_white(page):
    choose_photos(page, ("drawing.png", make_file(Image.new("RGBA", (300, 200), (0, 0, 0, 0)), "PNG")))

    assert pictures(page)[0].convert("RGB").getpixel((150, 100)) == (255, 255, 255)


def test_the_full_photo_is_sent_as_the_camera_made_it_if_wanted(page):
    original = camera_picture((3000, 2000))
    choose_photos(page, ("IMG_1.jpg", original))

    page.get_by_label("Send the full photo").check()
    page.get_by_label("Keep where it was taken").wait_for()
    wait_for_photos(page)
    answer_all(page)
    log_it(page)
    wait_until_logged(page)

    assert blobs(page) == [original]
    assert entries(page)[0]["parts"][0]["size"] == len(original)


def test_what_is_no_picture_is_told_beside_the_buttons_and_the_words_stay(page):
    words(page).fill("Sample words.")

    page.locator("[data-choose]").set_input_files(
        {"name": "notes.jpg", "mimeType": "image/jpeg", "buffer": b"words, not a picture"}
    )

    page.get_by_text("notes.jpg is not a photo. Choose a JPEG, PNG, WebP or HEIC.").wait_for()
    assert words(page).input_value() == "Sample words."
    assert blobs(page) == []
    assert page.locator("[data-photos] > fieldset").count() == 0


def test_a_photo_that_this_browser_cannot_open_is_sent_as_it_is(page):
    heic = make_file(corners((640, 480)), "HEIF")
    page.locator("[data-choose]").set_input_files({"name": "IMG_1.HEIC", "mimeType": "image/heic", "buffer": heic})

    page.get_by_text("This browser can’t open this kind of photo.").wait_for()
    assert page.get_by_role("button", name="Hide a face").count() == 0
    answer_all(page)
    log_it(page)
    wait_until_logged(page)
    assert blobs(page) == [heic]


def test_eight_photos_fit_and_a_ninth_is_told(page):
    photos = [(f"{number}.jpg", make_file(corners((64, 48)))) for number in range(8)]
    choose_photos(page, *photos)

    page.locator("[data-take]").set_input_files({"name": "9.jpg", "mimeType": "image/jpeg", "buffer": make_file()})

    page.get_by_text("8 photos fit in one reflection.").wait_for()
    assert len(drafts(page)[0]["parts"]) == 8


def test_a_removed_photo_can_be_put_back_and_is_else_gone_from_the_phone(page):
    choose_photos(page, ("1.jpg", make_file(corners((64, 48)))))
    page.get_by_label("What do we see").fill("A switch.")

    page.get_by_role("button", name="Remove", exact=True).click()
    page.get_by_text("Photo removed.").wait_for()
    assert blobs(page) == []
    page.get_by_role("button", name="Undo").click()
    page.locator("[data-photos] > fieldset").wait_for()

    assert page.get_by_label("What do we see").input_value() == "A switch."
    assert len(blobs(page)) == 1


def is_dark(picture, x, y):
    return max(picture.convert("RGB").getpixel((int(x * picture.width), int(y * picture.height)))) < 60


def test_a_face_is_hidden_in_the_pixels_and_the_original_is_nowhere(page):
    choose_photos(page, ("1.jpg", make_file(Image.new("RGB", (1200, 900), "white"))))
    hide_a_face(page)
    stage = page.locator(".covering__stage img")
    box = stage.bounding_box()
    stage.click(position={"x": box["width"] * 0.25, "y": box["height"] * 0.5})
    page.get_by_role("button", name="Done").click()
    page.get_by_text("Covered for good").wait_for()

    (picture,) = pictures(page)
    assert is_dark(picture, 0.25, 0.5)
    assert not is_dark(picture, 0.75, 0.5)
    assert page.get_by_label("Send the full photo").is_hidden()
    expect(page.locator(".covering")).to_have_count(0)


def test_a_face_is_hidden_with_keys_alone(page):
    choose_photos(page, ("1.jpg", make_file(Image.new("RGB", (1200, 900), "white"))))
    page.get_by_role("button", name="Hide a face").focus()
    page.keyboard.press("Enter")
    wait_for_covering(page)
    page.keyboard.press("Enter")  # "Add" has the focus
    page.get_by_role("button", name="Cover 1").wait_for()
    for _ in range(15):
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("+")
    page.get_by_role("button", name="Done").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Covered for good").wait_for()

    (picture,) = pictures(page)
    assert is_dark(picture, 0.2, 0.5)
    assert not is_dark(picture, 0.5, 0.5)


def test_a_cover_is_moved_by_a_finger(page):
    choose_photos(page, ("1.jpg", make_file(Image.new("RGB", (1200, 900), "white"))))
    hide_a_face(page)
    page.get_by_role("button", name="Add a cover").click()
    cover = page.get_by_role("button", name="Cover 1").bounding_box()
    x, y = cover["x"] + cover["width"] / 2, cover["y"] + cover["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 90, y - 60, steps=4)
    page.mouse.up()
    page.get_by_role("button", name="Done").click()
    page.get_by_text("Covered for good").wait_for()

    (picture,) = pictures(page)
    box = page.locator("[data-picture]").first.evaluate("image => image.naturalWidth")
    assert box == picture.width
    assert not is_dark(picture, 0.5, 0.5)


def test_what_was_covered_is_covered_even_without_done(page):
    choose_photos(page, ("1.jpg", make_file(Image.new("RGB", (1200, 900), "white"))))
    answer_all(page)
    hide_a_face(page)
    page.get_by_role("button", name="Add a cover").click()

    log_it(page)
    wait_until_logged(page)

    (picture,) = pictures(page)
    assert is_dark(picture, 0.5, 0.5)


def test_a_full_photo_is_covered_too(page):
    choose_photos(page, ("1.jpg", make_file(Image.new("RGB", (3000, 2000), "white"))))
    page.get_by_label("Send the full photo").check()
    wait_for_photos(page)
    hide_a_face(page)
    page.get_by_role("button", name="Add a cover").click()
    page.get_by_role("button", name="Done").click()
    page.get_by_text("Covered for good").wait_for()

    (picture,) = pictures(page)
    assert picture.size == (3000, 2000)
    assert is_dark(picture, 0.5, 0.5)


def record(page):
    """Begin to record, and wait until there is something to hear."""
    page.get_by_role("button", name="Record voice").click()
    expect(page.get_by_role("timer")).to_contain_text(A_SECOND_OR_MORE)


def test_a_voice_note_is_recorded_played_written_down_and_logged(page):
    record(page)
    page.get_by_role("button", name="Stop").click()
    sound = page.locator("audio")
    sound.wait_for()
    page.wait_for_function("() => document.querySelector('audio').readyState >= 1")
    page.get_by_label("What is said in it?").fill("It beeps.")
    sound.evaluate("audio => audio.play()")
    page.wait_for_function("() => document.querySelector('audio').currentTime > 0")

    log_it(page)
    wait_until_logged(page)
    (part,) = entries(page)[0]["parts"]
    assert (part["kind"], part["transcript"]) == ("voice", "It beeps.")
    page.context.set_offline(False)
    page.get_by_text("Logged. It is safe in your notebook.").wait_for()
    assert VoiceNote.objects.get().transcript == "It beeps."


def test_a_voice_note_is_deleted_and_comes_back(page):
    record(page)
    page.get_by_role("button", name="Stop").click()
    page.locator("audio").wait_for()

    page.get_by_role("button", name="Delete").click()
    page.get_by_text("Voice note deleted.").wait_for()
    assert blobs(page) == []
    page.get_by_role("button", name="Undo").click()

    page.locator("audio").wait_for()
    assert len(blobs(page)) == 1


def test_a_tab_killed_while_recording_keeps_what_came_until_then(page, hunt):
    page.context.set_offline(False)
    record(page)
    until(lambda: blobs(page), "what came so far is on the phone")
    page.close(run_before_unload=False)

    again = open_log(page.context.new_page(), hunt)

    again.locator("audio").wait_for()
    again.wait_for_function("() => document.querySelector('audio').readyState >= 1")
    assert again.get_by_text("is back.").is_visible()


def test_logging_ends_a_recording_and_keeps_it(page):
    record(page)

    log_it(page)
    wait_until_logged(page)

    assert [part["kind"] for part in entries(page)[0]["parts"]] == ["voice"]
    assert page.locator("[data-recording]").is_hidden()


def test_without_a_microphone_a_recording_can_be_chosen(page):
    page.evaluate(
        """() => {
            MediaDevices.prototype.getUserMedia = async () => { throw new DOMException("no", "NotAllowedError"); };
        }"""
    )
    page.get_by_role("button", name="Record voice").click()

    page.get_by_text("The microphone is switched off for this page.").wait_for()
    page.locator("[data-choose-voice] input").set_input_files(
        {"name": "note.wav", "mimeType": "audio/wav", "buffer": b"RIFF0000WAVE"}
    )
    page.locator("audio").wait_for()
    assert blobs(page) == [b"RIFF0000WAVE"]


def test_photos_arrive_by_hash_as_they_were_on_the_phone(page):
    choose_photos(page, ("1.jpg", make_file(corners((640, 480)))), ("2.jpg", make_file(corners((480, 640)))))
    answer_all(page)
    log_it(page)
    wait_until_logged(page)
    promised = {part["sha256"] for part in entries(page)[0]["parts"]}

    page.context.set_offline(False)
    page.get_by_text("Logged. It is safe in your notebook.").wait_for()

    assert set(Photo.objects.values_list("sha256", flat=True)) == promised
    assert blobs(page) == []
