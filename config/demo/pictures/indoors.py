"""Rooms and what is in them."""

from config.demo.pictures.sheet import ACCENT, DUSK, HEIGHT, INK, LEAF, LIGHT, MID, MIST, PAPER, SHADE, WIDTH


def light_switch(sheet):
    sheet.box(0, 0, WIDTH, HEIGHT, MIST)
    sheet.box(0, 640, WIDTH, 260, SHADE)
    sheet.stroke([(0, 640), (WIDTH, 640)], DUSK, 6)
    sheet.box(432, 168, 336, 336, MID, corner=30)
    sheet.box(420, 150, 336, 336, LIGHT, INK, 6, corner=30)
    for x, is_on in ((478, True), (606, False)):
        sheet.box(x, 226, 92, 184, PAPER, INK, 5, corner=12)
        sheet.box(x + 10, 236 if is_on else 322, 72, 78, ACCENT if is_on else MID, corner=8)
    for x in (444, 732):
        sheet.disc(x, 318, 8, MID, DUSK, 3)
    sheet.shape([(356, 536), (838, 520), (846, 622), (364, 638)], LIGHT, INK, 4)
    sheet.shape([(560, 508), (640, 505), (642, 540), (562, 543)], SHADE)
    sheet.write(600, 566, "Kitchen light.", 40)
    sheet.write(602, 606, "Last one out, please!", 28, ACCENT)


def kettle_and_laptops(sheet):
    sheet.box(0, 0, WIDTH, 560, MIST)
    sheet.box(90, 70, 300, 300, LIGHT, DUSK, 8)
    sheet.stroke([(240, 70), (240, 370)], DUSK, 8)
    sheet.stroke([(90, 220), (390, 220)], DUSK, 8)
    sheet.box(0, 560, WIDTH, 340, MID)
    sheet.box(0, 560, WIDTH, 26, DUSK)
    laptop(sheet, 110)
    laptop(sheet, 790)
    kettle(sheet, 600, 610)
    mug(sheet, 470, 760, ACCENT)
    mug(sheet, 740, 770, LIGHT)


def laptop(sheet, x):
    sheet.box(x, 400, 300, 210, INK, corner=16)
    sheet.box(x + 16, 416, 268, 176, LIGHT, corner=6)
    for row, width in enumerate((190, 140, 210, 90)):
        sheet.box(x + 36, 440 + 32 * row, width, 12, LEAF if row == 1 else MID, corner=6)
    sheet.shape([(x - 24, 690), (x + 324, 690), (x + 300, 610), (x, 610)], DUSK, INK, 5)
    sheet.shape([(x + 24, 650), (x + 276, 650), (x + 266, 624), (x + 34, 624)], SHADE)


def kettle(sheet, x, bottom):
    sheet.arc(x, bottom - 230, 92, 180, 360, INK, 16)
    sheet.shape(
        [(x - 130, bottom - 150), (x - 190, bottom - 205), (x - 168, bottom - 222), (x - 100, bottom - 190)], ACCENT
    )
    sheet.shape([(x - 96, bottom - 230), (x + 96, bottom - 230), (x + 136, bottom), (x - 136, bottom)], ACCENT, INK, 6)
    sheet.box(x - 62, bottom - 252, 124, 26, INK, corner=12)
    sheet.disc(x, bottom - 262, 15, INK)
    sheet.stroke([(x - 60, bottom - 200), (x - 92, bottom - 40)], LEAF, 14)
    for turn in (0, 1, 2):
        left, top = x - 205 - 24 * turn, bottom - 250 - 52 * turn
        sheet.arc(left, top, 22, 90 if turn % 2 else 270, 270 if turn % 2 else 90, LIGHT, 9)


def mug(sheet, x, y, fill):
    sheet.arc(x + 50, y + 4, 30, 270, 90, INK, 10)
    sheet.box(x - 50, y - 50, 100, 112, fill, INK, 5, corner=14)
    sheet.disc(x, y - 46, 46, DUSK, INK, 5, squash=0.28)


def library_shelves(sheet):
    sheet.box(0, 740, WIDTH, 160, MID)
    for left in (60, 760):
        shelf(sheet, left)
    sheet.box(470, 90, 260, 270, MIST, DUSK, 8)
    sheet.stroke([(600, 90), (600, 360)], DUSK, 8)
    armchair(sheet)


def shelf(sheet, left):
    sheet.box(left, 80, 380, 680, SHADE, INK, 8)
    colours = (ACCENT, DUSK, LIGHT, INK, LEAF, MID, LIGHT, ACCENT, DUSK)
    for row in range(4):
        floor = 238 + 170 * row
        x = left + 22
        for book in range(8):
            width, height = 26 + 9 * ((book * 5 + row * 3 + left) % 4), 96 + 12 * ((book * 7 + row * 5) % 4)
            if x + width > left + 350 or (row, book) in {(1, 5), (3, 6)}:
                break
            sheet.box(x, floor - height, width, height, colours[(book + 2 * row) % len(colours)], INK, 3)
            x += width + 3
        sheet.box(left, floor, 380, 12, INK)


def armchair(sheet):
    sheet.disc(600, 792, 190, DUSK, squash=0.14)
    sheet.box(470, 460, 260, 270, LEAF, INK, 6, corner=50)
    sheet.box(488, 620, 224, 130, ACCENT, INK, 6, corner=24)
    for x in (424, 700):
        sheet.box(x, 580, 76, 190, ACCENT, INK, 6, corner=34)
    for x in (452, 724):
        sheet.box(x, 764, 22, 34, INK)
    sheet.shape([(540, 600), (600, 618), (660, 600), (660, 640), (600, 658), (540, 640)], LIGHT, INK, 5)
    sheet.stroke([(600, 618), (600, 658)], INK, 5)


def sticky_notes(sheet):
    sheet.box(0, 0, WIDTH, HEIGHT, SHADE)
    sheet.box(70, 60, 1060, 700, LIGHT, DUSK, 8, corner=10)
    colours = (MIST, PAPER, LEAF, MID, MIST, LEAF, PAPER)
    for number in range(24):
        column, row = number % 6, number // 6
        x = 120 + 166 * column + 17 * ((number * 5) % 3)
        y = 96 + 158 * row + 13 * ((number * 7) % 4)
        sticky_note(sheet, x, y, colours[(number * 3) % len(colours)], number)
    sheet.stroke([(236, 200), (420, 330), (620, 240), (900, 420), (760, 620)], ACCENT, 7)
    for x, y in ((236, 200), (620, 240), (900, 420), (760, 620)):
        sheet.disc(x, y, 16, ACCENT, LIGHT, 4)
    sheet.box(0, 830, WIDTH, 70, MID)


def sticky_note(sheet, x, y, fill, number):
    lean = (number * 11) % 13 - 6
    sheet.shape([(x + 6, y + 8), (x + 132, y + 8 + lean), (x + 128, y + 134 + lean), (x + 2, y + 134)], MID)
    sheet.shape([(x, y), (x + 126, y + lean), (x + 122, y + 126 + lean), (x - 4, y + 126)], fill)
    for line in range(2 + number % 3):
        width = 88 - 23 * ((number + line) % 3)
        sheet.stroke([(x + 18, y + 32 + 26 * line), (x + 18 + width, y + 32 + 26 * line + lean / 2)], DUSK, 6)


SCENES = {
    "light-switch": light_switch,
    "kettle-and-laptops": kettle_and_laptops,
    "library-shelves": library_shelves,
    "sticky-notes": sticky_notes,
}
