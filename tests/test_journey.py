"""A whole hunt in the browser, from nothing to the table of what people typed: three people, three devices."""

import re
from datetime import date

import pytest
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core import mail
from django.core.management import call_command
from django.views.static import serve
from playwright.sync_api import expect

from hunts.models import Conundrum
from reflections.models import Finding, Photo, Reflection
from tests.browser import PHONE
from tests.exporting import read_csv
from tests.log_page import wait_until_ready
from tests.pictures import ECCLES, corners, make_exif, make_file
from tests.planner_page import move, opened, section, unfold
from visits.models import Stop, Venue

pytestmark = pytest.mark.journey

AT_THE_STOP = 'Ana said: "we asked no one" 🌱\nThen she laughed; and the room, too.'
ON_THE_WAY = "=SUM(A1:A9) is what the council calls a plan, they said"
BY_CHANCE = "هذا المكان لنا, said the lock keeper — «nous l’avons fait»"
OF_THE_DAY = "  +1 for walking.\n\n- It ended where it began, <b>didn’t it</b>?  "
OF_THE_DAY_EDITED = OF_THE_DAY + "\n@ the end: yes\t& amen"
CAPTION = "A labelled light switch: “this one is ours”, 2 × 💡"


@pytest.mark.once
def test_three_people_take_a_hunt_from_nothing_to_its_table(open_page):
    organiser, researcher = open_page(), open_page()
    sign_up(organiser, "Amina Sample", "amina.journey@example.org")
    start_programme(organiser)
    add_hosts(organiser)
    plan_hunt(organiser)
    plan_first_route(organiser)
    plan_second_route(organiser)
    assert not Stop.objects.exists()
    share_plan(organiser)
    assert Stop.objects.get(kind="walking-tour").path["coordinates"][0] == [-2.34, 53.482]
    link = open_to_join(organiser)

    participant = open_page(**PHONE)
    join(participant, link)
    look_at_today(participant)
    log_four(participant)
    change_their_mind(participant)
    see_who_joined(organiser)

    sign_in_by_code(researcher, "carys.journey@example.org")
    read_and_filter(researcher)
    write_finding(researcher)
    check_tables(researcher)


def sign_up(page, name, email):
    page.goto("/")
    page.get_by_role("link", name="Make an account").click()
    page.get_by_label("What is your name?").fill(name)
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill("three-words-apart")
    press(page, "Make an account")
    type_code(page)


def sign_in_by_code(page, email):
    page.goto("/accounts/login/code/")
    page.get_by_label("Email").fill(email)
    press(page, "Send me a code")
    type_code(page)


def type_code(page):
    page.get_by_label("Code").fill(re.search(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", mail.outbox[-1].body).group())
    press(page, re.compile("^(This is my address|Sign in$)"))


def press(page, name, **options):
    """Press a button that leads to another page, or to this one anew."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, **options).click()


def follow(page, name, **options):
    """Follow a link of a page, or of a part of one."""
    with getattr(page, "page", page).expect_navigation():
        page.get_by_role("link", name=name, **options).first.click()


def fill(page, **answers):
    """Type into fields by their labels, given with underscores for spaces and without the question mark."""
    for label, value in answers.items():
        page.get_by_label(re.compile(label.replace("_", " "), re.IGNORECASE)).first.fill(value)


def start_programme(page):
    follow(page, "Start a programme")
    fill(page, what_is_the_programme_called="Towpath Futures", what_is_it_for="Sample mission: who looks after water?")
    press(page, "Start the programme")
    follow(page, "Add a conundrum")
    fill(page, short_label="Always new?", the_question="Are good ideas always “new”?")
    press(page, "Add and write another")
    fill(page, short_label="Bottom up?", the_question="Is bottom up best?")
    press(page, "Add the conundrum")
    follow(page, "Add somebody")
    fill(page, what_is_their_email="carys.journey@example.org", what_is_their_name="Carys Sample")
    page.get_by_label(re.compile("Researcher")).check()
    press(page, "Add to the team")
    page.get_by_text("Carys Sample is on the team as researcher.").wait_for()
    assert list(Conundrum.objects.values_list("number", "label")) == [(1, "Always new?"), (2, "Bottom up?")]


def add_hosts(page):
    follow(page, "Hosts")
    follow(page, "Add a host")
    fill(
        page, name_of_the_organisation="Lock Keepers", borough="Salford", what_matters_about_it="Sample: keeps locks."
    )
    page.get_by_label("What kind of organisation is it?").select_option("charity")
    press(page, "Add the host")
    follow(page, "Add a venue")
    fill(page, name_of_the_place="Lock House", latitude="53.4820", longitude="-2.3400")
    press(page, "Save")
    follow(page, "Add a contact")
    fill(page, name_of_the_person="Sample Contact", phone="0161 496 0000")
    press(page, "Add the contact")
    follow(page, "Hosts")
    follow(page, "Add a host")
    fill(page, name_of_the_organisation="Boathouse Cooks")
    page.get_by_label("What kind of organisation is it?").select_option("cooperative")
    press(page, "Add the host")
    follow(page, "Add a venue")
    fill(page, name_of_the_place="The Boathouse")
    page.locator(".map.leaflet-container").click(position={"x": 120, "y": 90})
    expect(page.get_by_label("Latitude")).not_to_have_value("")
    press(page, "Save")
    page.get_by_text("The Boathouse saved.").wait_for()
    boathouse = Venue.objects.get(name="The Boathouse")
    assert boathouse.host.name == "Boathouse Cooks"
    assert boathouse.latitude is not None


def plan_hunt(page):
    follow(page, "Towpath Futures")
    follow(page, "Plan a hunt")
    fill(page, what_is_the_hunt_called="Towpath hunt", on_which_day="2027-06-15", when_does_it_start="10:00")
    fill(page, when_does_it_end="16:00", where_is_the_base="Sample Wharf", latitude="53.4800", longitude="-2.3300")
    press(page, "Plan this hunt")
    page.get_by_text("is set up with a first route").wait_for()
    follow(page, "Plan the day")


def add_stop(page, kind, title, minutes, route=None, **more):
    open_adding(page, route)
    follow(page, f"Add a new stop to {route}")
    page.get_by_label(kind, exact=True).check()
    fill(page, name_of_the_stop=title, how_long_do_we_stay=minutes)
    for label, choice in more.pop("choose", {}).items():
        page.get_by_label(label).select_option(label=choice)
    fill(page, **more)
    press(page, "Save the stop")
    page.get_by_text(f"Added “{title}” to {route}.").first.wait_for()


def open_adding(page, route):
    """What can be put on a route is folded away while it has stops."""
    unfold(section(page, route).locator(".route-plan__add"))


def plan_first_route(page):
    add_stop(page, "Gathering", "Briefing", "30", "Route 1")
    add_stop(
        page, "Meal", "Lunch by the boats", "45", "Route 1", choose={"Where is it?": "The Boathouse (Boathouse Cooks)"}
    )
    add_stop(
        page,
        "Walking tour",
        "Walk along the water",
        "60",
        "Route 1",
        path_of_a_walking_tour="53.4820, -2.3400\n53.4830, -2.3450\n53.4840, -2.3500",
        choose={"Which host do we meet?": "Lock Keepers"},
        what_should_people_think_about="Who looks after it?\nWho used to?",
    )
    add_stop(
        page, "Visit to a host", "Lock House", "40", "Route 1", choose={"Where is it?": "Lock House (Lock Keepers)"}
    )
    move(page, "Route 1", "Walk along the water", "Up")
    page.get_by_text("Moved “Walk along the water” to place 2").first.wait_for()
    move(page, "Route 1", "Lunch by the boats", "Down")
    set_journey(page, "Route 1", "Walk along the water", "Bus", "12")
    set_journey(page, "Route 1", "Lock House", "On foot", "8")
    set_journey(page, "Route 1", "Lunch by the boats", "On foot", "15")
    assert times(page, "Route 1") == [
        "10:00 to 10:30 1. Briefing",
        "10:42 to 11:42 2. Walk along the water",
        "11:50 to 12:30 3. Lock House",
        "12:45 to 13:30 4. Lunch by the boats",
    ]


def set_journey(page, route, stop, mode, minutes):
    follow(section(page, route), f"Change the journey to {stop}")
    page.get_by_label("How do we travel?").select_option(label=mode)
    fill(page, how_long_does_it_take=minutes)
    press(page, "Save the journey")
    page.get_by_text(f"Changed the journey to “{stop}” on {route}.").first.wait_for()


def times(page, route):
    """The stations of a route as the page shows them."""
    stations = section(page, route).locator(".strip__station").all()
    parts = [
        [station.locator(f".{part}") for part in ("strip__time", "halt__number", "strip__name")]
        for station in stations
    ]
    return [f"{time.inner_text()} {number.inner_text()}. {name.inner_text()}" for time, number, name in parts]


def plan_second_route(page):
    follow(page, "Add a route")
    fill(page, name_of_the_route="Boats only", how_many_people_can_go="4")
    press(page, "Add the route")
    for stop, mode in (("Briefing", "On foot"), ("Lunch by the boats", "Train")):
        open_adding(page, "Boats only")
        boats = section(page, "Boats only")
        boats.get_by_label("Put a stop at the end").select_option(label=stop)
        boats.get_by_label("Travel there").select_option(label=mode)
        boats.get_by_role("button", name="Add to Boats only").click()
        page.get_by_text(f"Put “{stop}” on Boats only.").first.wait_for()
    set_journey(page, "Boats only", "Lunch by the boats", "Train", "20")
    assert times(page, "Boats only") == ["10:00 to 10:30 1. Briefing", "10:50 to 11:35 2. Lunch by the boats"]


def share_plan(page):
    """Nobody but the team sees the plan before that."""
    follow(page, "Share the plan")
    press(page, re.compile("^Share plan 1"))
    page.get_by_text("Plan 1 is shared.").wait_for()


def open_to_join(page):
    """Set the stage and return the join link as the page shows it."""
    follow(page, "Towpath hunt")
    page.get_by_label(re.compile("^Joining")).check()
    press(page, "Set the stage")
    follow(page, "Invite")
    link = page.get_by_role("main").get_by_role("link", name="://").inner_text()
    assert page.get_by_role("img", name=re.compile("QR")).evaluate("image => image.naturalWidth") > 100
    return link


def join(page, link):
    page.goto(link)
    for question in page.locator("fieldset.consent-ask").all():
        agreed = question.locator("legend").inner_text() == "Research"
        question.get_by_label("Yes, I agree" if agreed else "No", exact=True).check()
    fill(page, what_is_your_name="Ben Sample")
    page.get_by_label(re.compile("Route 1")).check()
    press(page, "Join the hunt")
    page.get_by_role("heading", name="You are in, Ben Sample").wait_for()
    follow(page, "Go to the day")


def look_at_today(page):
    page.get_by_role("heading", name="The whole day").wait_for()
    assert page.get_by_text("Walk along the water").count() > 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def open_log(page, moment, words, stances=(), scripts=True):
    """Fill the page to log on; ``stances`` holds one per conundrum, in their order."""
    follow(page, "Log", exact=True)
    if scripts:
        wait_until_ready(page)
    choice = page.locator("label.tap").filter(has_text=moment)
    if not choice.first.is_visible():
        page.locator("summary").filter(has_text="stop or").click()
    choice.first.tap()
    page.get_by_label("What strikes you?").fill(words)
    for row, stance in zip(page.locator(".stance-row").all(), stances, strict=False):
        row.locator("label.tap").filter(has_text=stance).tap()


def send_log(page):
    """Log it, and go on in the notebook once all of it is safe."""
    page.get_by_role("button", name="Log it").click()
    page.get_by_text("Logged. It is safe in your notebook.").wait_for()
    follow(page, "Notebook", exact=True)


def log_four(page):
    open_log(page, "At Walk along the water", AT_THE_STOP, ["Supports", "Challenges"])
    add_photo(page)
    send_log(page)
    open_log(page, "On the way to Lock House", ON_THE_WAY, ["No view", "Unsure"])
    send_log(page)
    open_log(page, "A new chance encounter", BY_CHANCE)
    fill(page, who_or_what_did_you_come_across="The lock keeper’s dog", where_was_it="Second lock")
    send_log(page)
    open_log(page, "The whole day", OF_THE_DAY, ["Complicates"])
    send_log(page)
    assert Reflection.objects.count() == 4
    assert Photo.objects.get().latitude is None


def picture():
    content = make_file(corners((640, 480)), exif=make_exif(gps=ECCLES, orientation=6))
    return {"name": "IMG_0001.JPG", "mimeType": "image/jpeg", "buffer": content}


def add_photo(page):
    page.locator("[data-choose]").set_input_files(picture())
    describe_photo(page.locator("[data-photos] > fieldset"))


def add_photo_without_scripts(page):
    page.locator("summary").filter(has_text="Add a photo").click()
    block = page.locator(".photo-block").first
    block.get_by_label(re.compile("^Photo")).set_input_files(picture())
    describe_photo(block)


def describe_photo(block):
    block.get_by_label(re.compile("What do we see")).fill(CAPTION)
    block.get_by_label("Nobody can be recognised").check()


def change_their_mind(page):
    """Edit one, withdraw one and put it back."""
    entry = page.locator("article.entry").filter(has_text="for walking")
    follow(entry, re.compile("^Edit"))
    words = page.get_by_label("What strikes you?")
    assert words.input_value() == OF_THE_DAY
    words.fill(OF_THE_DAY_EDITED)
    press(page, re.compile("Save"))
    page.get_by_text("Your changes are saved.").wait_for()
    follow(page, "Notebook")
    follow(page.locator("article.entry").filter(has_text="SUM"), re.compile("^Withdraw"))
    press(page, re.compile("Withdraw"))
    page.get_by_text("Withdrawn. Nobody else sees it").wait_for()
    assert Reflection.objects.standing().count() == 3
    page.locator("summary").filter(has_text="Withdrawn").click()
    press(page, re.compile("^Put back"))
    page.get_by_text("Put back: it stands as before.").wait_for()


def see_who_joined(page):
    follow(page, "People")
    row = page.locator("tbody tr").filter(has_text="Ben Sample")
    assert "Route 1" in row.inner_text()


def read_and_filter(page):
    follow(page, "Read the reflections")
    shown = page.locator(".words")
    assert shown.count() == 4
    assert "Ben Sample" not in page.get_by_role("main").inner_text()
    page.get_by_role("searchbox").fill("lock keeper")
    press(page, "Show these")
    assert shown.all_inner_texts() == [BY_CHANCE]


def write_finding(page):
    page.goto("/programmes/towpath-futures/findings/new/")
    fill(page, what_have_we_learnt="Nobody asks; people do.", how_do_we_know="Two parties met it.")
    press(page, "Save")
    finding = Finding.objects.get()
    reflection = Reflection.objects.get(words=AT_THE_STOP)
    page.goto(f"/reflections/{reflection.pk}/")
    page.get_by_label("Which finding?").select_option(label="Nobody asks; people do.")
    page.get_by_label("For", exact=True).check()
    page.get_by_label("Exact quote").fill('"we asked no one" 🌱\nThen she laughed')
    press(page, "Use it as evidence")
    assert finding.evidence.get().quote == '"we asked no one" 🌱\nThen she laughed'


def check_tables(page):
    rows = {row["moment"]: row for row in read_csv(download(page, "Reflections, as CSV"))}
    assert {moment: row["words"] for moment, row in rows.items()} == {
        "visit": AT_THE_STOP,
        "leg": ON_THE_WAY,
        "encounter": BY_CHANCE,
        "day": OF_THE_DAY_EDITED,
    }
    visit = rows["visit"]
    assert (visit["stop"], visit["host"], visit["route"]) == ("Walk along the water", "Lock Keepers", "Route 1")
    assert (visit["conundrum_1"], visit["conundrum_2"], visit["photos"]) == ("supports", "challenges", "1")
    assert (rows["leg"]["stop"], rows["leg"]["conundrum_2"]) == ("Lock House", "unsure")
    assert rows["encounter"]["encounter"] == "The lock keeper’s dog"
    assert (rows["day"]["conundrum_1"], rows["day"]["hunt_date"]) == ("complicates", date(2027, 6, 15).isoformat())
    assert {row["author_is"] for row in rows.values()} == {"pseudonym"}
    assert [row["caption"] for row in read_csv(download(page, "Captions of photos"))] == [CAPTION]
    finding = read_csv(download(page, "Findings with their evidence, as CSV"))
    assert [row["quote"] for row in finding] == ['"we asked no one" 🌱\nThen she laughed']


def download(page, name):
    page.goto("/programmes/towpath-futures/export/")
    with page.expect_download() as downloading:
        page.get_by_role("link", name=re.compile(name)).first.click()
    with open(downloading.value.path(), "rb") as file:
        return file.read()


def test_a_reflection_is_logged_by_the_keyboard_alone(open_page, visit, participation, conundrum):
    page = open_page(participation.user)
    page.goto(f"/hunts/{participation.hunt.slug}/log/")
    wait_until_ready(page)

    page.keyboard.press("Tab")
    assert focused(page) == "Skip to the content"
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_label("What strikes you?"))
    page.keyboard.type("Typed without a mouse.")
    tab_to(page, page.get_by_label("The whole day"))
    choose_by_arrow(page, f"visit-{visit.pk}")
    tab_to(page, page.locator(".stance-row input:checked"))
    choose_by_arrow(page, "challenges")
    tab_to(page, page.get_by_role("button", name="Log it"))
    page.keyboard.press("Enter")
    page.get_by_text("Logged. It is safe in your notebook.").wait_for()

    reflection = Reflection.objects.get()
    assert (reflection.words, reflection.visit) == ("Typed without a mouse.", visit)
    assert list(reflection.tags.values_list("conundrum", "stance")) == [(conundrum.pk, "challenges")]


def focused(page):
    return page.evaluate("document.activeElement.innerText")


def tab_to(page, target):
    for _ in range(40):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reached {target}")


def choose_by_arrow(page, value):
    for _ in range(12):
        if page.evaluate("document.activeElement.value") == value:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"no arrow reached {value}")


def test_people_join_log_and_plan_without_scripts(open_page, amina, hunt, route, stop):
    organiser = open_page(amina, java_script_enabled=False)
    organiser.goto(f"/hunts/{hunt.slug}/plan/")
    organiser.get_by_label("Put a stop at the end").select_option(label="Canal walk")
    press(organiser, "Add to Route 1")
    add_stop(organiser, "Gathering", "Briefing", "30", "Route 1")
    opened(organiser, "Route 1", "Briefing")
    press(organiser, "Move Briefing Up")
    assert times(organiser, "Route 1") == ["09:30 to 10:00 1. Briefing", "10:00 to 11:00 2. Canal walk"]
    share_plan(organiser)

    participant = open_page(java_script_enabled=False, **PHONE)
    join(participant, f"/j/{hunt.join_code}/")
    open_log(participant, "At Canal walk", AT_THE_STOP, ["Unsure"], scripts=False)
    add_photo_without_scripts(participant)
    send_log(participant)

    reflection = Reflection.objects.get()
    assert (reflection.words, reflection.visit.stop) == (AT_THE_STOP, stop)
    assert [(photo.caption, photo.recognisable) for photo in reflection.photos.all()] == [(CAPTION, "nobody")]


@pytest.mark.once
def test_pages_work_with_hashed_file_names(open_page, hashed_files, amina, hunt, route, visit):
    page = open_page(amina)

    page.goto(f"/hunts/{hunt.slug}/plan/")
    page.locator(".map.leaflet-container .leaflet-marker-icon").first.wait_for()
    page.goto(f"/hunts/{hunt.slug}/stops/new/")
    page.locator(".map.leaflet-container").wait_for()
    press(page, "Save the stop")
    page.locator(".error-summary:focus").wait_for()

    assert re.search(r"/js/main\.[0-9a-f]{12}\.js", page.content())


@pytest.fixture
def hashed_files(settings, tmp_path, monkeypatch):
    """Static files as in production: gathered in a folder, under names made from what they hold."""
    settings.STATIC_ROOT = tmp_path
    storage = {"BACKEND": "config.storage.HashedStaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": storage}
    call_command("collectstatic", interactive=False, verbosity=0)
    monkeypatch.setattr(StaticFilesHandler, "serve", serve_gathered)


def serve_gathered(handler, request):
    return serve(request, handler.file_path(request.path), document_root=settings.STATIC_ROOT)
