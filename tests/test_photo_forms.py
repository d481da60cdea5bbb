"""What is asked about a photo."""

from reflections.capture.log.photo_forms import DescribedPhotoForm, KeptPhotoForm
from reflections.capture.notes import PhotoNote
from reflections.models import Photo


def test_what_is_said_about_a_photo_comes_out_as_a_note():
    form = DescribedPhotoForm(
        {"p1-caption": " A light switch. ", "p1-recognisable": "agreed", "p1-who": "Sample learner"}, prefix="p1"
    )

    assert form.is_valid()
    assert form.note == PhotoNote("A light switch.", "agreed", "Sample learner")


def test_what_was_said_about_a_photo_stands_in_its_form():
    photo = Photo(caption="A light switch.", recognisable="agreed", who="Sample learner")
    form = KeptPhotoForm(photo=photo)

    assert {name: form[name].value() for name in ["caption", "recognisable", "who"]} == {
        "caption": "A light switch.",
        "recognisable": "agreed",
        "who": "Sample learner",
    }
    assert form["caption"].html_name == f"{photo.pk.hex}-caption"


def test_who_may_be_recognised_must_be_answered_with_one_of_ours():
    form = DescribedPhotoForm({"caption": "x" * 501, "recognisable": "perhaps"})

    assert form.errors == {
        "caption": ["Use at most 500 characters for a caption."],
        "recognisable": ["Select a valid choice. perhaps is not one of the available choices."],
    }
