"""What can be wrong with a plan file, and where."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Facts = dict[str, Any]  # what an object in the file says, by its keys


@dataclass(frozen=True, slots=True)
class FileError:
    """A sentence, and the place in the file that it is about.

    A place is the way there from the outermost object, such as ``routes[0].visits[2].stop``; empty for the whole file.
    """

    at: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.at}: {self.sentence}" if self.at else self.sentence


class NotAPlan(Exception):  # noqa: N818 - a fact about the file
    """The file can't be taken in; ``errors`` says everything that is wrong with it."""

    def __init__(self, errors: Sequence[FileError]):
        super().__init__("; ".join(map(str, errors)))
        self.errors = list(errors)
