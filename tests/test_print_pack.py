"""The print pack: a tagged PDF with all the words in order, none of them clipped, and codes a phone can read."""

import io
import re
from dataclasses import replace

import pypdf
import pypdfium2
import pytest
import segno

from tests.itineraries import QUESTIONS, host_call, make_call, make_host_sheet, make_itinerary, make_walk
from visits.outputs.print_pack import PACK, facts_of, print_pack
from visits.outputs.typesetting import typeset

pytestmark = pytest.mark.once

POINTS_PER_MM = 72 / 25.4
URL = "https://turf.example/hunts/summer-hunt/stops/2/"
MARKUP = (
    '#eval("1+1") *bold* _it_ $x^2$ `raw` \\ "quotes" \'single\' @ref <label> <script>alert(1)</script> = Heading '
    '// comment /* c */ [link](x) #image("x") \\n --- ~'
)
BRIEFING = make_call(1, title="Briefing", kind="gathering", kind_label="Gathering", meet="everybody on the hunt")
WALK = make_walk(2, url=URL, about_host="A resident-led partnership.")
LUNCH = make_call(3, "13:20", "14:00", title="Lunch in Leigh", kind="meal", kind_label="Meal", place="Town centre")
NORTH = make_itinerary(BRIEFING, WALK, LUNCH)
SHEET = make_host_sheet(host_call(NORTH, WALK), host="Leigh Neighbours")


@pytest.fixture(scope="module")
def pack():
    """One route and one host."""
    return print_pack([NORTH], [SHEET])


def read(pdf):
    return pypdf.PdfReader(io.BytesIO(pdf))


def words_of(page):
    """The text of a page in reading order on one line, without the break opportunities inside long words."""
    return " ".join(page.extract_text().replace("\u200b", "").split())


def all_words(pdf):
    return " ".join(words_of(page) for page in read(pdf).pages)


def letters(text):
    """``text`` without spaces, for words that were broken over lines."""
    return re.sub(r"\s", "", text)


def one_route(call, **changes):
    return print_pack([make_itinerary(call, **changes)])


def test_it_is_tagged_titled_and_says_its_language(pack):
    root = read(pack).trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712 - pypdf's own boolean
    assert root["/StructTreeRoot"]["/Type"] == "/StructTreeRoot"
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712
    assert read(pack).metadata.title == "Summer hunt: print pack"
    assert b"pdfuaid:part>1<" in root["/Metadata"].get_data()


def tags_of(element):
    """The kinds of structure elements below ``element``, in order."""
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        node = kid.get_object()
        if isinstance(node, dict) and "/S" in node:
            yield node["/S"]
            yield from tags_of(node)


def test_headings_lists_and_codes_are_tagged_as_what_they_are(pack):
    tags = list(tags_of(read(pack).trailer["/Root"]["/StructTreeRoot"]))

    assert tags.count("/H1") == 3  # contents, route, host
    assert tags.count("/H2") >= 7  # stops, their cards, the host's visit
    assert tags.count("/Figure") == 1
    assert {"/P", "/L", "/LI", "/TOC"} <= set(tags)


def test_a_code_says_in_words_what_it_opens(pack):
    figures = [node for node in nodes_of(read(pack).trailer["/Root"]["/StructTreeRoot"]) if node["/S"] == "/Figure"]

    assert [figure["/Alt"] for figure in figures] == ["QR code that opens the page of Walking tour of Leigh West"]


def nodes_of(element):
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        node = kid.get_object()
        if isinstance(node, dict) and "/S" in node:
            yield node
            yield from nodes_of(node)


def test_every_page_is_a4_and_there_is_one_for_each_part(pack):
    pages = read(pack).pages

    assert {tuple(round(float(side) / POINTS_PER_MM) for side in page.mediabox[2:]) for page in pages} == {(210, 297)}
    assert [words_of(page).startswith("Summer hunt Plan 3, shared 12 January 2026") for page in pages] == [
        True,  # what is in the pack
        True,  # the route
        False,  # its cards
        True,  # the host
    ]
    assert [re.findall(r"Page \d of \d", words_of(page)) for page in pages] == [
        ["Page 1 of 4"],
        ["Page 2 of 4"],
        [],
        ["Page 4 of 4"],
    ]


def test_bookmarks_lead_to_routes_cards_and_hosts(pack):
    assert titles(read(pack).outline) == [
        "Summer hunt",
        "North",
        ["Briefing", "Walking tour of Leigh West", "Lunch in Leigh"],
        "Leigh Neighbours",
        ["Tuesday 7 July 2026, 11:20 to 13:20"],
    ]


def titles(outline):
    return [titles(entry) if isinstance(entry, list) else entry.title for entry in outline]


def test_the_itinerary_tells_the_day_from_top_to_bottom(pack):
    words = words_of(read(pack).pages[1])

    assert words == (
        "Summer hunt Plan 3, shared 12 January 2026 "
        "Route 1 North Tuesday 7 July 2026, 09:30 to 17:00 A party of 8, from Eccles "
        "What we look for Innovation, leadership, expertise, spaces and places. "
        "09:30 to 10:30 1 Briefing Gathering · Community Hall Who we meet: everybody on the hunt "
        "Minibus or car, about 40 min Waiting, 10 min "
        "11:20 to 13:20 2 Walking tour of Leigh West Walking tour · Leigh library, Civic Square, Leigh "
        "Who we meet: the support worker, who leads the walk (Leigh Neighbours) "
        "Same place 13:20 to 14:00 3 Lunch in Leigh Meal · Town centre "
        "Questions to carry with you "
        "1 Always new? Do we assume good social innovations are always new? "
        "2 Bottom up? Are we hampered by thinking that bottom up is best? "
        "North Page 2 of 4"
    )


def test_a_card_has_what_one_needs_at_the_door(pack):
    words = words_of(read(pack).pages[2])

    assert (
        "2 11:20 to 13:20 Walking tour Walking tour of Leigh West Leigh library, Civic Square, Leigh "
        "Minibus or car, about 40 min "
        "Who we meet the support worker, who leads the walk (Leigh Neighbours) A resident-led partnership. "
        "To think about – What is looked after here? – Who goes first? "
        "Conundrums 1 Always new? 2 Bottom up? "
        "Getting in Step-free. Ring the bell by the side door. Open this stop "
        "Summer hunt · North Plan 3, shared 12 January 2026"
    ) in words


def test_a_host_reads_who_is_coming_when_and_what_for(pack):
    words = words_of(read(pack).pages[3])

    assert words == (
        "Summer hunt Plan 3, shared 12 January 2026 "
        "For our host Leigh Neighbours Thank you for having us. Here is who is coming, when, and what for. "
        "What we look for that day Innovation, leadership, expertise, spaces and places. "
        "Tuesday 7 July 2026, 11:20 to 13:20 8 people, on the route North "
        "What happens Walking tour of Leigh West "
        "Whom we hope to meet the support worker, who leads the walk "
        "Where Leigh library, Civic Square, Leigh "
        "Getting in, as we tell our party Step-free. Ring the bell by the side door. "
        "What we ask our party to think about – What is looked after here? – Who goes first? "
        "Questions we carry with us 1 Always new? Do we assume good social innovations are always new? "
        "2 Bottom up? Are we hampered by thinking that bottom up is best? "
        "If something here does not suit you, please answer the person who invited you: the plan can still change. "
        "Leigh Neighbours Page 4 of 4"
    )


def test_a_phone_can_read_the_code(pack):
    """Every module is where it should be, black on white, over at least 25 mm."""
    scale = 6
    page = pypdfium2.PdfDocument(pack)[2].render(scale=scale).to_pil().convert("L")
    black = page.point(lambda level: 255 if level < 10 else 0)  # ink and accent are lighter than that
    left, top, right, bottom = black.getbbox()
    modules = [[bool(module) for module in line] for line in segno.make_qr(URL, error="m").matrix]
    side = (right - left) / len(modules)
    seen = [
        [page.getpixel((left + side * (x + 0.5), top + side * (y + 0.5))) < 128 for x in range(len(modules))]
        for y in range(len(modules))
    ]

    assert seen == modules
    assert min(right - left, bottom - top) / scale / POINTS_PER_MM >= 25


def test_words_that_look_like_markup_stay_words():
    call = make_walk(1, title=MARKUP[:120], meet=MARKUP, access_notes=MARKUP, prompts=(MARKUP,), about_host=MARKUP)
    words = letters(all_words(one_route(call, hunt_title=MARKUP, route_name=MARKUP, treasure=MARKUP)))

    assert words.count(letters(MARKUP)) >= 7
    assert words.count(letters(MARKUP[:120])) >= words.count(letters(MARKUP)) + 2


def test_a_character_without_a_font_costs_no_other_word():
    call = make_call(1, title="Tea 🍵 and cake", prompts=("Who brings 👩🏽‍🌾 the plants?",))
    facts = facts_of([make_itinerary(call)], [], cards=True)
    pdf = typeset(PACK, {"pack": facts}, 0, system_fonts=False)

    root = read(pdf).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712
    assert b"pdfuaid" not in root["/Metadata"].get_data()
    assert re.search(r"Tea .* and cake", all_words(pdf))
    assert re.search(r"Who brings .* the plants\?", all_words(pdf))


def test_arabic_is_set_from_the_right():
    call = make_call(1, title="مرحبا بكم في المطبخ", place="Kitchen")
    text = pypdfium2.PdfDocument(print_pack([make_itinerary(call)], cards=False))[0].get_textpage()
    boxes = [
        text.get_charbox(i) for i in range(text.count_chars()) if "\u0600" <= text.get_text_range(i, 1) <= "\u06ff"
    ]

    assert round(max(right for _, _, right, _ in boxes) / POINTS_PER_MM) == 210 - 22  # the margin on the right


NUMBERED = " ".join(f"word{number:04}" for number in range(222))  # 1,997 characters
EXTREMES = {
    "a long prompt": make_walk(1, prompts=(NUMBERED,), url=URL),
    "many prompts": make_walk(
        1, prompts=tuple(f"Prompt number {n} asks about something." for n in range(49)), url=URL
    ),
    "long words": make_walk(
        1, title="W" * 120, place="M" * 120, address="w" * 250, meet="m" * 250, prompts=("x" * 2000,)
    ),
    "a long name": make_walk(
        1, title=("A name that goes on and " * 6)[:120].strip(), url=URL, conundrums=QUESTIONS * 3
    ),
    "everything long": make_walk(1, access_notes=NUMBERED[:1000], about_host=NUMBERED, meet=NUMBERED[:250], url=URL),
}


@pytest.mark.parametrize("call", EXTREMES.values(), ids=EXTREMES)
def test_nothing_is_clipped_however_long_it_is(call):
    pdf = one_route(call)

    words = letters(all_words(pdf))
    for told in (call.title, call.place, call.address, call.access_notes, call.about_host, *call.prompts):
        assert words.count(letters(told)) >= 1
    for page in pypdfium2.PdfDocument(pdf):
        left, bottom, right, top = ink_of(page)
        assert min(left, bottom, 210 * POINTS_PER_MM - right, 297 * POINTS_PER_MM - top) > 6 * POINTS_PER_MM


def ink_of(page):
    """The box around every character of a page, in points from the bottom left."""
    text = page.get_textpage()
    boxes = [text.get_charbox(i) for i in range(text.count_chars()) if text.get_text_range(i, 1).strip()]
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


def test_small_cards_come_four_to_a_page_and_stay_clear_of_the_cuts():
    calls = [make_call(number, prompts=("What has surprised you so far?",) * 3, url=URL) for number in range(1, 6)]
    pages = pypdfium2.PdfDocument(print_pack([make_itinerary(*calls)]))
    middle = 105 * POINTS_PER_MM
    text = pages[1].get_textpage()
    spans = [text.get_charbox(i)[0::2] for i in range(text.count_chars()) if text.get_text_range(i, 1).strip()]

    assert len(pages) == 3
    assert text.get_text_range().count("Open this stop") == 4
    assert not [span for span in spans if span[0] < middle + 15 and span[1] > middle - 15]


def test_twelve_stops_are_all_there_in_order():
    calls = [make_walk(number, title=f"Stop number {number:02}") for number in range(1, 13)]
    words = all_words(print_pack([make_itinerary(*calls)], cards=False))

    assert re.findall(r"Stop number (\d\d)", words) == [f"{number:02}" for number in range(1, 13)]


def test_a_host_of_two_parties_reads_both_visits_and_the_questions_once():
    south = replace(host_call(NORTH, WALK), party="South", people=1)
    words = all_words(print_pack([], [make_host_sheet(*SHEET.calls, south)]))

    assert re.findall(r"(8 people|One person), on the route (North|South)", words) == [
        ("8 people", "North"),
        ("One person", "South"),
    ]
    assert words.count(QUESTIONS[0].question) == 1


def test_a_host_whose_visit_was_dropped_reads_that_none_is_planned():
    assert "No visit is planned at the moment." in all_words(print_pack([], [make_host_sheet()]))


def test_a_route_without_stops_says_so():
    assert "This route has no stops yet." in all_words(print_pack([make_itinerary(people=0, base_name="")]))


def test_a_cancelled_call_is_not_printed():
    pdf = print_pack([make_itinerary(BRIEFING, replace(WALK, is_cancelled=True))])

    assert "Walking tour of Leigh West" not in all_words(pdf)


def test_one_route_alone_has_no_page_of_contents():
    pdf = print_pack([NORTH], cards=False)

    assert titles(read(pdf).outline) == ["North", ["Briefing", "Walking tour of Leigh West", "Lunch in Leigh"]]


def test_a_pack_of_nothing_is_refused():
    with pytest.raises(ValueError, match="at least one route or one host"):
        print_pack([], [])


def test_what_typst_cannot_set_is_an_error_that_says_so(tmp_path):
    broken = tmp_path / "broken.typ"
    broken.write_text("#panic(1)")

    with pytest.raises(RuntimeError, match=r"typst could not set broken\.typ"):
        typeset(broken, {}, 0)


def test_the_same_plan_makes_the_same_bytes(pack):
    assert print_pack([NORTH], [SHEET]) == pack
