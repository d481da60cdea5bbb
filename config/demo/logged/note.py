"""The form in which the demo's reflections are written down."""

from dataclasses import dataclass, field

MARK = "Sample text."


@dataclass(frozen=True)
class Picture:
    """A picture of ``config.demo.pictures`` by name, with its caption in the Photovoice manner."""

    name: str
    caption: str
    recognisable: str = "nobody"
    who: str = ""


@dataclass(frozen=True)
class Note:
    """One reflection.

    ``who`` is the number of the participant; ``at`` says where: "visit boothstown", "leg boothstown" (the way there),
    "encounter towpath" or "day"; ``time`` is wall time on the day; ``tags`` maps a conundrum's number to a stance.
    """

    key: str
    who: int
    at: str
    time: str
    words: str
    tags: dict[int, str] = field(default_factory=dict)
    picture: Picture | None = None
    withdrawn: bool = False

    @property
    def marked_words(self):
        """The words as they are logged: every reader sees that they are sample text."""
        return f"{self.words}\n\n{MARK}"
