"""What is seen on the way: from the bus, at the tram stop, along the canal."""

from config.demo.pictures.sheet import ACCENT, DUSK, HEIGHT, INK, LEAF, LIGHT, MID, MIST, SHADE, WIDTH


def bus_window(sheet):
    sheet.box(0, 0, WIDTH, HEIGHT, INK)
    sheet.box(60, 60, 1080, 600, MIST, corner=60)
    sheet.disc(900, 190, 60, LIGHT)
    for x, height in ((70, 150), (210, 210), (340, 130), (760, 180), (890, 120), (1010, 220)):
        sheet.box(x, 430 - height, 120, height, SHADE, DUSK, 4)
        for row in range(height // 50):
            for column in (22, 68):
                sheet.box(x + column, 446 - height + 48 * row, 26, 26, LIGHT)
    sheet.box(60, 428, 1080, 232, LEAF)
    sheet.shape([(560, 428), (640, 428), (960, 660), (240, 660)], DUSK)
    for top, width in ((446, 8), (490, 14), (550, 22), (620, 30)):
        sheet.box(600 - width / 2, top, width, width * 1.4, LIGHT)
    sheet.box(60, 600, 1080, 60, INK)
    sheet.box(36, 36, 1128, 648, None, INK, 40, corner=80)
    sheet.stroke([(600, 40), (600, 76)], INK, 16)
    for x in (120, 640):
        sheet.box(x, 690, 440, 260, ACCENT, LEAF, 8, corner=50)
        sheet.box(x + 30, 716, 380, 34, LEAF, corner=16)
    sheet.stroke([(600, 900), (600, 700)], MID, 22)
    sheet.disc(600, 760, 28, LIGHT, MID, 8)
    sheet.write(600, 760, "STOP", 18, INK)


def tram_stop(sheet):
    sheet.box(0, 0, WIDTH, 640, MIST)
    sheet.disc(220, 170, 70, LIGHT)
    for y in (70, 92):
        sheet.stroke([(0, y), (WIDTH, y + 40)], DUSK, 4)
    tram(sheet)
    sheet.box(0, 680, WIDTH, 220, SHADE)
    sheet.box(0, 672, WIDTH, 26, LIGHT, INK, 4)
    shelter(sheet)
    sheet.box(1020, 300, 16, 400, INK)
    sheet.box(950, 220, 156, 96, LIGHT, INK, 6, corner=12)
    sheet.write(1028, 252, "Sale", 40, ACCENT)
    sheet.write(1028, 294, "4 min", 26, DUSK)


def tram(sheet):
    sheet.box(470, 250, 800, 360, ACCENT, INK, 8, corner=60)
    sheet.box(470, 450, 800, 44, LIGHT)
    for x in (520, 690, 860, 1030):
        sheet.box(x, 300, 140, 120, LIGHT, INK, 6, corner=16)
    for x in (600, 1000):
        sheet.disc(x, 622, 40, INK)
        sheet.disc(x, 622, 16, MID)
    sheet.stroke([(820, 250), (760, 180), (850, 112)], INK, 8)
    sheet.box(0, 654, WIDTH, 10, INK)


def shelter(sheet):
    for x in (80, 396):
        sheet.box(x, 330, 16, 380, INK)
    sheet.shape([(40, 330), (460, 330), (430, 286), (70, 286)], ACCENT, INK, 6)
    sheet.box(96, 344, 300, 250, LIGHT, DUSK, 4)
    sheet.box(110, 640, 270, 22, DUSK, INK, 5)
    for x, fill in ((170, INK), (300, DUSK)):
        sheet.disc(x, 470, 40, fill)
        sheet.box(x - 50, 516, 100, 140, fill, corner=36)
        sheet.box(x - 44, 650, 36, 60, fill)
        sheet.box(x + 8, 650, 36, 60, fill)


def canal(sheet):
    sheet.box(0, 0, WIDTH, 420, MIST)
    sheet.disc(880, 150, 66, LIGHT)
    for x, size in ((90, 90), (240, 64), (1010, 80), (1130, 110)):
        sheet.box(x - 8, 330, 16, 100, DUSK)
        sheet.disc(x, 320, size, LEAF)
    bridge(sheet)
    sheet.shape([(0, 420), (310, 420), (120, 900), (0, 900)], LEAF)
    sheet.shape([(310, 420), (640, 420), (600, 900), (100, 900)], DUSK)
    for y, left, width in ((500, 380, 120), (560, 300, 180), (640, 380, 150), (720, 220, 220), (800, 330, 190)):
        sheet.stroke([(left, y), (left + width, y)], MIST, 6)
    sheet.shape([(640, 420), (860, 420), (1130, 900), (600, 900)], SHADE, INK, 4)
    sheet.shape([(860, 420), (WIDTH, 420), (WIDTH, 900), (1130, 900)], LEAF)
    narrowboat(sheet)
    for x in (700, 742):
        walker(sheet, x)


def bridge(sheet):
    sheet.box(180, 270, 720, 170, MID, INK, 6)
    sheet.box(160, 250, 760, 40, SHADE, INK, 6)
    sheet.disc(500, 440, 180, MIST, INK, 6)
    for x in range(210, 880, 90):
        sheet.stroke([(x, 310), (x + 44, 310)], DUSK, 5)


def narrowboat(sheet):
    sheet.shape([(230, 610), (500, 610), (520, 640), (490, 700), (250, 700), (212, 650)], INK)
    sheet.box(268, 548, 210, 70, ACCENT, INK, 6, corner=10)
    for x in (292, 348, 404):
        sheet.box(x, 566, 40, 30, LIGHT, INK, 4, corner=6)
    sheet.box(440, 512, 18, 40, INK)
    sheet.stroke([(232, 640), (500, 640)], LIGHT, 5)


def walker(sheet, x):
    sheet.disc(x, 500, 15, INK)
    sheet.box(x - 15, 516, 30, 62, ACCENT if x < 720 else INK, corner=12)
    sheet.stroke([(x - 6, 578), (x - 12, 618)], INK, 9)
    sheet.stroke([(x + 6, 578), (x + 12, 618)], INK, 9)


SCENES = {"bus-window": bus_window, "tram-stop": tram_stop, "canal": canal}
