"""Pictures of the demo: flat drawings in paper, ink and one accent, made here so that none needs a licence."""

from config.demo.pictures import indoors, outdoors, travelling
from config.demo.pictures.sheet import Sheet

SCENES = indoors.SCENES | outdoors.SCENES | travelling.SCENES


def draw(name: str) -> bytes:
    """Return the picture called ``name`` as the bytes of a JPEG, marked as a sample; KeyError if there is none."""
    sheet = Sheet()
    SCENES[name](sheet)
    return sheet.finished()
