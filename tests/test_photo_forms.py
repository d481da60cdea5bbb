"""What is asked about a photo."""

from reflections.capture.forms import PhotoNoteForm
from reflections.capture.notes import PhotoNote
from reflections.models import Photo


def test_what_is_said_about_a_photo_comes_out_as_a_note():
    form = PhotoNoteForm(
        {"p1-caption": " A light switch. ", "p1-recognisable": "agreed", "p1-who": "Sample learner"}, prefix="p1"
    )

    assert form.is_valid()
    assert form.note == PhotoNote("A light switch.", "agreed", "Sample learner")


def test_what_was_said_about_a_photo_stands_in_its_form():
    photo = Photo(caption="A light switch.", recognisable="agreed", who="Sample learner")
    form = PhotoNoteForm.about(photo)

    assert {name: form[name].value() for name in form.fields} == {
        "caption": "A light switch.",
        "recognisable": "agreed",
        "who": "Sample learner",
    }
    assert form["caption"].html_name == f"{photo.pk}-caption"


def test_who_may_be_recognised_must_be_answered_with_one_of_ours():
    form = PhotoNoteForm({"caption": "x" * 501, "recognisable": "perhaps"})

    assert form.errors == {
        "caption": ["Ensure this value has at most 500 characters (it has 501)."],
        "recognisable": ["Select a valid choice. perhaps is not one of the available choices."],
    }
