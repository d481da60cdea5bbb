"""Why something could not be taken in. Each is a ValidationError with a sentence for the person; its ``code`` is what
the sync protocol calls it."""

from django.core.exceptions import ValidationError


class AlreadyKept(ValidationError):  # noqa: N818, says what is, not that something broke
    """The same person sent this id before with other content, or has edited it since; ``kept`` is what stands."""

    def __init__(self, kept):
        super().__init__("You sent this before, and it is kept as it was then. Edit it to change it.", code="conflict")
        self.kept = kept


class IdTaken(ValidationError):  # noqa: N818
    """The id belongs to somebody else's reflection, of which nothing may be told; or, with ``field`` "parts", that of
    one of its parts to another photo or recording."""

    def __init__(self, field=""):
        super().__init__("This could not be kept under its number. Send it again from a new page.", code="id_taken")
        self.field = field


class NumberTaken(ValidationError):  # noqa: N818
    """The id of a part went to another photo or recording after its record was kept."""

    def __init__(self):
        super().__init__(
            "Another photo or recording has the number of this one. Take it out and add it once more.", code="refused"
        )


class SomebodyElses(ValidationError):  # noqa: N818
    """The record was logged under another participation than the one it is handed in for."""

    def __init__(self):
        super().__init__(
            "This was logged by somebody else on this phone. It goes on when they sign in again.", code="somebody_else"
        )


class ChangedMeanwhile(ValidationError):  # noqa: N818
    """Another request won a race; doing the same again finds things as they are now."""

    def __init__(self):
        super().__init__(
            "Something this belongs to has just changed. Load the page and send it again.", code="changed"
        )


class Closed(ValidationError):  # noqa: N818
    def __init__(self):
        super().__init__(
            "This hunt is closed: nothing more can be added. Ask its organisers to open it again.", code="closed"
        )


class QuotaFull(ValidationError):  # noqa: N818
    def __init__(self, words):
        super().__init__(f"{words} What you logged before is safe.", code="quota")


class TooManyCodes(ValidationError):  # noqa: N818
    """Somebody tries so many codes that they may be guessing; they or their phone can try again within the hour."""

    def __init__(self):
        super().__init__(
            "Too many codes were tried from here. Wait for an hour, or ask an organiser to do it.", code="too_often"
        )


class TooLarge(ValidationError):  # noqa: N818
    """More bytes than a photo or recording may have, known before any of them is read."""

    def __init__(self, most):
        super().__init__(
            f"This is larger than {most / 1024**2:.1f} MB, which is the most the site takes.", code="too_large"
        )


class WrongHash(ValidationError):  # noqa: N818
    """What came is not what the record promised: cut or changed on its way."""

    def __init__(self):
        super().__init__("This was changed or cut off on its way. It is sent again.", code="hash")


class WrongOffset(ValidationError):  # noqa: N818
    """The next byte belongs at ``received``."""

    def __init__(self, received):
        super().__init__("The pieces did not come in order.", code="offset")
        self.received = received
