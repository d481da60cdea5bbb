"""The four learnings of the hunt, as findings. The sentences carry over; arguments and evidence are samples."""

from dataclasses import dataclass

from config.demo.logged.note import MARK
from reflections.models import Evidence, Finding, Tag


@dataclass(frozen=True)
class Learning:
    """``speak_for`` and ``speak_against``: keys of notes, each with an exact quote, or "" for the whole."""

    sentence: str
    argument: str
    conundrums: tuple[int, ...]
    speak_for: list[tuple[str, str]]
    speak_against: list[tuple[str, str]]


LEARNINGS = [
    Learning(
        sentence="“Top down” against “bottom up” no longer describes how things work.",
        argument=(
            "On all three routes people tried to draw an arrow, up or down, and gave up. What they met was "
            "negotiated: residents with a paid worker, a library run for a council, an anchor that bargains with "
            "agencies. Those who hold on to “bottom up” do so as a matter of fairness rather than as a description, "
            "and that objection stays open."
        ),
        conundrums=(2,),
        speak_for=[
            ("negotiation", "That is neither top nor bottom. Our diagram has no arrow for it."),
            ("who-runs-it", ""),
            ("minibus-back", ""),
            ("verge-again", "Leaving alone is a decision, and someone with authority made it."),
        ],
        speak_against=[
            ("still-bottom-up", "I still believe in bottom up."),
            ("damp", "There are things for which we need a robust, old-fashioned, top-down enforcement of the rules"),
        ],
    ),
    Learning(
        sentence="Co-production needs leaders who back their staff, not only cheer.",
        argument=(
            "The strongest passages about leadership come from the sharing, when parties compared what happens on the "
            "bad days. Leadership that gives cover made room for shared work. Some doubt remains about who is "
            "answerable when leading is shared."
        ),
        conundrums=(4,),
        speak_for=[
            ("cheering", "Backing your staff is not the same as cheering."),
            ("changed-mind", ""),
            ("morning-after", "everybody we met could name the person who backed them when it was difficult"),
        ],
        speak_against=[
            ("distributed", ""),
            ("leigh-lunch", "So perhaps leadership can be shared and answerability cannot."),
        ],
    ),
    Learning(
        sentence="Co-produced spaces look different.",
        argument=(
            "A labelled light switch in a shared building, a vegetable plot on a car-park verge: people noticed small "
            "marks of use and care, and photographed them more than anything else. The marks are traces, not causes, "
            "as one participant warns."
        ),
        conundrums=(3, 1),
        speak_for=[
            ("light-switch", ""),
            ("verge", "now the verge belongs to whoever waters it"),
            ("looks-different", ""),
            ("shelves", "A door marked library lets everyone in."),
        ],
        speak_against=[
            ("not-the-room", "The label is a trace of sharing, not a recipe for it."),
            ("centre-door", "It looks like any community centre."),
        ],
    ),
    Learning(
        sentence="Policy needs constant contact with lived experience.",
        argument=(
            "A day out changed minds that reports had not. It also showed how little one day is: people asked for a "
            "habit, not an event. Whether policy can afford the hours is a fair question that the hunt leaves open."
        ),
        conundrums=(2, 4),
        speak_for=[
            ("lived-experience", ""),
            ("bus-out", "that already says something about who goes to whom"),
            ("first-street", "you can point at something and ask"),
        ],
        speak_against=[("not-so-fast", "Who pays for the hours of talking?")],
    ),
]

# What the researcher reads differently from the author, or beside it: note, conundrum, stance.
SECOND_VIEWS = [
    ("verge", 2, "complicates"),
    ("light-switch", 1, "challenges"),
    ("paid-worker", 4, "challenges"),
    ("new-after-all", 1, "complicates"),
    ("still-bottom-up", 2, "supports"),
    ("companions", 4, "challenges"),
]


def make_findings(programme, researcher, reflections):
    """Write the learnings down with their evidence; ``reflections`` are by key of the note."""
    conundrums = {conundrum.number: conundrum for conundrum in programme.conundrums.all()}
    for learning in LEARNINGS:
        finding = Finding.objects.create(
            programme=programme,
            sentence=learning.sentence,
            argument=f"{learning.argument}\n\n{MARK}",
            written_by=researcher,
        )
        finding.conundrums.set(conundrums[number] for number in learning.conundrums)
        make_evidence(finding, Evidence.Direction.FOR, learning.speak_for, reflections)
        make_evidence(finding, Evidence.Direction.AGAINST, learning.speak_against, reflections)


def make_evidence(finding, direction, pieces, reflections):
    for key, quote in pieces:
        evidence = Evidence(
            finding=finding,
            reflection=reflections[key],
            direction=direction,
            quote=quote,
            added_by=finding.written_by,
        )
        evidence.full_clean()
        evidence.save()


def make_second_views(programme, researcher, reflections):
    conundrums = {conundrum.number: conundrum for conundrum in programme.conundrums.all()}
    for key, number, stance in SECOND_VIEWS:
        Tag.objects.create(
            reflection=reflections[key], conundrum=conundrums[number], stance=stance, tagged_by=researcher
        )
