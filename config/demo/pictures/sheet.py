"""A sheet of paper to draw on, 1200 by 900 units, with the few colours every picture shares."""

import io

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 1200, 900
# Drawn larger and reduced, which smooths the edges.
SCALE = 2

PAPER = "#f7f0e1"
LIGHT = "#fffbf1"
SHADE = "#e7dcc5"
MID = "#c9bb9f"
DUSK = "#8d8069"
INK = "#1f1c17"
ACCENT = "#1b5e34"
LEAF = "#5c9469"
MIST = "#cfe0cc"

MARK = "Sample picture"


class Sheet:
    """Coordinates are units from the top left; colours are those of this module."""

    def __init__(self, ground=PAPER):
        self.image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), ground)
        self.pen = ImageDraw.Draw(self.image)

    def box(self, x, y, width, height, fill=None, line=None, weight=5, corner=0):
        corners = scaled((x, y, x + width, y + height))
        self.pen.rounded_rectangle(corners, corner * SCALE, fill, line, weight * SCALE if line else 0)

    def disc(self, x, y, radius, fill=None, line=None, weight=5, squash=1.0):
        """A circle around a point, or with ``squash`` an ellipse that is lower than it is wide."""
        corners = scaled((x - radius, y - radius * squash, x + radius, y + radius * squash))
        self.pen.ellipse(corners, fill, line, weight * SCALE if line else 0)

    def shape(self, points, fill=None, line=None, weight=5):
        self.pen.polygon([scaled(point) for point in points], fill)
        if line:
            self.stroke([*points, points[0], points[1]], line, weight)

    def stroke(self, points, line=INK, weight=5):
        self.pen.line([scaled(point) for point in points], line, round(weight * SCALE), joint="curve")
        for x, y in (points[0], points[-1]):
            self.disc(x, y, weight / 2, line)

    def arc(self, x, y, radius, start, end, line=INK, weight=5):
        """Part of a circle, from ``start`` to ``end`` degrees clockwise from three o'clock."""
        self.pen.arc(scaled((x - radius, y - radius, x + radius, y + radius)), start, end, line, weight * SCALE)

    def write(self, x, y, text, size, fill=INK, anchor="mm"):
        self.pen.text(scaled((x, y)), text, fill, ImageFont.load_default(size * SCALE), anchor=anchor)

    def finished(self) -> bytes:
        self.box(26, HEIGHT - 66, 190, 40, LIGHT, corner=20)
        self.write(121, HEIGHT - 46, MARK, 22, DUSK)
        file = io.BytesIO()
        self.image.reduce(SCALE).save(file, "JPEG", quality=90)
        return file.getvalue()


def scaled(numbers):
    return tuple(round(number * SCALE) for number in numbers)
