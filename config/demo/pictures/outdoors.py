"""Streets, verges and buildings from the outside."""

from config.demo.pictures.sheet import ACCENT, DUSK, HEIGHT, INK, LEAF, LIGHT, MID, MIST, PAPER, SHADE, WIDTH


def community_centre(sheet):
    sky(sheet, 620)
    tree(sheet, 130, 620, 90)
    sheet.shape([(210, 330), (600, 170), (990, 330)], INK)
    sheet.box(250, 330, 700, 330, SHADE, INK, 6)
    sheet.shape([(250, 330), (600, 190), (950, 330)], SHADE, INK, 6)
    sheet.disc(600, 272, 34, LIGHT, INK, 5)
    sheet.box(390, 350, 420, 62, ACCENT, corner=8)
    sheet.write(600, 381, "COMMUNITY CENTRE", 36, LIGHT)
    for x in (296, 770):
        sheet.box(x, 450, 134, 120, MIST, INK, 6)
        sheet.stroke([(x + 67, 450), (x + 67, 570)], INK, 5)
        sheet.stroke([(x, 510), (x + 134, 510)], INK, 5)
    sheet.box(510, 446, 180, 214, INK)
    sheet.box(520, 456, 76, 204, LIGHT)
    sheet.shape([(604, 456), (650, 480), (650, 672), (604, 660)], ACCENT)
    sheet.disc(640, 572, 6, LIGHT)
    sheet.shape([(480, 660), (720, 660), (900, 900), (300, 900)], PAPER)
    noticeboard_on_posts(sheet, 1000, 500)


def noticeboard_on_posts(sheet, x, y):
    for post in (x + 12, x + 118):
        sheet.box(post, y, 12, 190, DUSK)
    sheet.box(x, y, 142, 100, ACCENT, INK, 5)
    for left, top in ((14, 14), (58, 20), (98, 12), (20, 56), (72, 58)):
        sheet.box(x + left, y + top, 32, 30, LIGHT)


def sky(sheet, horizon):
    sheet.box(0, 0, WIDTH, horizon, MIST)
    sheet.box(0, horizon, WIDTH, HEIGHT - horizon, MID)
    for x, y, size in ((260, 120, 52), (930, 90, 44)):
        for step in (-1, 0, 1):
            sheet.disc(x + step * size * 1.1, y + abs(step) * 14, size - 12 * abs(step), LIGHT)


def tree(sheet, x, foot, size):
    sheet.box(x - 10, foot - size * 1.4, 20, size * 1.5, DUSK)
    sheet.disc(x, foot - size * 2.2, size, LEAF)
    sheet.disc(x - size * 0.6, foot - size * 1.7, size * 0.7, LEAF)
    sheet.disc(x + size * 0.6, foot - size * 1.7, size * 0.7, ACCENT)


def vegetable_plot(sheet):
    sky(sheet, 300)
    sheet.box(0, 300, WIDTH, 220, DUSK)
    for x in range(60, 1200, 210):
        sheet.shape([(x, 320), (x + 12, 320), (x - 38, 500), (x - 58, 500)], LIGHT)
    parked_car(sheet, 400, LIGHT)
    parked_car(sheet, 830, ACCENT)
    sheet.box(0, 510, WIDTH, 34, SHADE, INK, 4)
    sheet.box(0, 544, WIDTH, 356, LEAF)
    sheet.box(120, 590, 960, 230, DUSK, INK, 6, corner=14)
    for row in range(3):
        y = 640 + 62 * row
        sheet.stroke([(150, y + 22), (1050, y + 22)], INK, 4)
        for x in range(190 + 30 * (row % 2), 1050, 92):
            (leek if row < 2 else lettuce)(sheet, x, y + 18)
    sheet.box(1000, 560, 8, 110, INK)
    sheet.box(930, 540, 150, 62, LIGHT, INK, 4, corner=6)
    sheet.write(1005, 571, "Help yourself", 22)


def leek(sheet, x, y):
    for lean in (-22, -8, 10, 24):
        sheet.stroke([(x, y), (x + lean * 0.4, y - 34), (x + lean, y - 62 + abs(lean) * 0.6)], MIST, 7)
    sheet.stroke([(x, y), (x, y - 24)], LIGHT, 12)


def lettuce(sheet, x, y):
    for step, fill in ((-22, ACCENT), (22, ACCENT), (0, MIST)):
        sheet.disc(x + step, y - 14, 24, fill, INK, 3)


def parked_car(sheet, x, fill):
    sheet.disc(x, 478, 130, INK, squash=0.12)
    sheet.shape([(x - 70, 380), (x + 60, 380), (x + 100, 428), (x - 104, 428)], MIST, INK, 6)
    sheet.box(x - 128, 420, 256, 54, fill, INK, 6, corner=20)
    for wheel in (x - 72, x + 72):
        sheet.disc(wheel, 474, 26, INK)
        sheet.disc(wheel, 474, 10, MID)


def terrace_street(sheet):
    sheet.box(0, 0, WIDTH, 640, MIST)
    sheet.shape([(0, 640), (WIDTH, 640), (WIDTH, 900), (0, 900)], DUSK)
    for number in range(5):
        terraced_house(sheet, 240 * number, number)
    sheet.box(0, 650, WIDTH, 70, SHADE, INK, 4)
    for x in range(0, 1200, 120):
        sheet.stroke([(x, 652), (x - 14, 718)], MID, 4)
    for x in range(40, 1200, 240):
        sheet.box(x, 800, 120, 14, LIGHT)


def terraced_house(sheet, x, number):
    is_kept = number in {1, 3}
    sheet.shape([(x, 210), (x + 240, 210), (x + 240, 130), (x, 130)], INK)
    sheet.box(x + 160, 78, 50, 76, DUSK, INK, 5)
    for pot in (168, 190):
        sheet.box(x + pot, 60, 14, 22, SHADE, INK, 3)
    sheet.box(x, 200, 240, 450, SHADE if number % 2 else PAPER, INK, 5)
    for row in range(7):
        sheet.stroke([(x + 14, 232 + 62 * row), (x + 44 + 18 * (row % 2), 232 + 62 * row)], MID, 5)
    for top in (250, 450):
        sheet.box(x + 26, top, 88, 116, LIGHT if is_kept or top == 250 else MID, INK, 5)
        sheet.stroke([(x + 70, top), (x + 70, top + 116)], INK, 4)
        sheet.box(x + 18, top + 112, 104, 14, DUSK)
    sheet.box(x + 142, 430, 78, 220, ACCENT if is_kept else DUSK, INK, 5)
    sheet.box(x + 154, 442, 54, 36, LIGHT)
    sheet.disc(x + 206, 552, 6, LIGHT)
    if is_kept:
        sheet.box(x + 34, 562, 72, 22, DUSK, INK, 3)
        for flower in range(4):
            sheet.disc(x + 42 + 18 * flower, 552, 13, LEAF)


def noticeboard(sheet):
    sheet.box(0, 0, WIDTH, HEIGHT, MIST)
    sheet.box(0, 760, WIDTH, 140, LEAF)
    for x in (190, 970):
        sheet.box(x, 60, 40, 760, DUSK, INK, 5)
    sheet.box(130, 90, 940, 560, ACCENT, INK, 8, corner=14)
    sheet.box(166, 176, 868, 440, MID, INK, 4)
    sheet.write(600, 134, "WHAT'S ON", 52, LIGHT)
    for number, (x, y, width, height, title) in enumerate(NOTICES):
        sheet.box(x + 6, y + 8, width, height, DUSK)
        sheet.box(x, y, width, height, (LIGHT, PAPER, MIST)[number % 3], INK, 3)
        sheet.write(x + width / 2, y + 36, title, 26, ACCENT if number % 2 else INK)
        for line in range((height - 70) // 26):
            sheet.box(x + 18, y + 64 + 26 * line, width - 36 - 34 * ((line + number) % 3), 8, MID, corner=4)
        sheet.disc(x + width / 2, y + 10, 9, INK)


NOTICES = [
    (190, 200, 200, 190, "Coffee"),
    (410, 214, 180, 150, "Choir"),
    (612, 196, 196, 210, "Litter pick"),
    (828, 210, 180, 170, "Lost cat"),
    (200, 416, 180, 170, "Repairs"),
    (402, 390, 190, 200, "Allotment"),
    (624, 430, 184, 160, "Residents"),
    (830, 404, 176, 186, "Bingo"),
]


def litter_pick(sheet):
    sky(sheet, 420)
    for number in range(8):
        x, eaves = 150 * number, 304 - 30 * (number % 2)
        sheet.box(x, eaves, 150, 140, SHADE, INK, 4)
        sheet.shape([(x - 6, eaves), (x + 75, eaves - 54), (x + 156, eaves)], DUSK, INK, 4)
    sheet.box(0, 430, WIDTH, 470, LEAF)
    sheet.shape([(760, 430), (900, 430), (1200, 780), (1200, 900), (700, 900)], SHADE)
    picker_from_behind(sheet)
    for x, y in ((240, 790), (930, 640), (1020, 780), (180, 640)):
        sheet.shape([(x, y), (x + 36, y - 14), (x + 52, y + 10), (x + 12, y + 24)], LIGHT, INK, 4)


def picker_from_behind(sheet):
    sheet.disc(560, 842, 190, ACCENT, squash=0.14)
    for x in (500, 574):
        sheet.box(x, 620, 62, 210, INK, corner=16)
    sheet.shape([(452, 350), (676, 350), (706, 650), (430, 650)], LIGHT, INK, 6)
    sheet.box(438, 520, 254, 38, MID)
    for x in (500, 596):
        sheet.box(x, 354, 34, 296, MID)
    sheet.stroke([(466, 372), (396, 500), (408, 590)], INK, 44)
    sheet.stroke([(660, 372), (738, 490), (770, 560)], INK, 44)
    sheet.disc(568, 272, 72, DUSK, INK, 6)
    sheet.box(500, 196, 136, 72, ACCENT, INK, 6, corner=34)
    sheet.stroke([(766, 548), (846, 786)], DUSK, 12)
    sheet.stroke([(846, 786), (872, 806)], INK, 8)
    sheet.stroke([(846, 786), (844, 820)], INK, 8)
    sheet.shape([(362, 600), (440, 600), (486, 800), (312, 800)], ACCENT, INK, 6)
    sheet.stroke([(362, 602), (400, 572), (440, 602)], INK, 8)


SCENES = {
    "community-centre": community_centre,
    "vegetable-plot": vegetable_plot,
    "terrace-street": terrace_street,
    "noticeboard": noticeboard,
    "litter-pick": litter_pick,
}
