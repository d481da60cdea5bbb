"""Fetches every page of ``tests.pages``, parses it strictly, and looks at what each page owes its readers."""

import html5lib
import pytest

from tests.addresses import named_addresses
from tests.pages import READERS, make_world, pages

EXCUSED = set()  # parse errors of html5lib 1.1 about HTML that is valid today, each with its reason

HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"]
CONTROLS = ("input", "select", "textarea")
NEED_NO_LABEL = {"hidden", "submit", "button", "reset", "image"}


def parse(content):
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    document = parser.parse(content, transport_encoding="utf-8")
    errors = [f"line {line}: {code} {details}" for (line, _), code, details in parser.errors if code not in EXCUSED]
    return document, errors


def problems_of(content):
    """Everything wrong with one page, in words."""
    document, problems = parse(content)
    for look in (frame, headings, labels, references, inline_code):
        problems += look(document)
    return problems


def words_of(element):
    return " ".join("".join(element.itertext()).split())


def frame(document):
    if not document.get("lang"):
        yield "no language"
    if not words_of(document.find("head/title")).removesuffix("– Own Turf").strip():
        yield "no title"


def headings(document):
    found = [element for element in document.iter() if element.tag in HEADINGS]
    levels = [HEADINGS.index(element.tag) + 1 for element in found]
    if levels.count(1) != 1:
        yield f"{levels.count(1)} h1"
    if any(after > before + 1 for before, after in zip([0, *levels], levels, strict=False)):
        yield f"headings jump: {levels}"
    if any(not words_of(element) for element in found):
        yield "an empty heading"


def labels(document):
    labelled = {label.get("for") for label in document.iter("label")}
    wrapped = {control for label in document.iter("label") for tag in CONTROLS for control in label.iter(tag)}
    for tag in CONTROLS:
        for control in document.iter(tag):
            named = control.get("aria-label") or control.get("aria-labelledby")
            if control.get("type") in NEED_NO_LABEL or control in wrapped or named:
                continue
            if control.get("id") not in labelled:
                yield f"{tag} {control.get('name')} has no label"
    for tag in ("a", "button"):
        for element in document.iter(tag):
            if not words_of(element) and not element.get("aria-label") and not element.findall(".//img[@alt]"):
                yield f"a nameless {tag}"


def references(document):
    ids = [element.get("id") for element in document.iter() if element.get("id")]
    for doubled in {one for one in ids if ids.count(one) > 1}:
        yield f"id {doubled} is there more than once"
    for attribute in ("for", "aria-describedby", "aria-labelledby", "aria-controls", "form"):
        for element in document.iter():
            for target in (element.get(attribute) or "").split():
                if target not in ids:
                    yield f"{attribute}={target} leads nowhere"
    for link in document.iter("a"):
        href = link.get("href") or ""
        if href.startswith("#") and href[1:] not in ids:
            yield f"{href} leads nowhere"


def inline_code(document):
    for element in document.iter():
        if not isinstance(element.tag, str):
            continue
        for attribute in element.attrib:
            if attribute == "style" or attribute.startswith("on"):
                yield f"{element.tag} has {attribute}"
        if element.tag == "style":
            yield "a style element"
        if element.tag == "script" and not element.get("src") and element.get("type") != "application/json":
            yield "an inline script"


@pytest.fixture
def fetched(client, db):
    """``(page, response)`` for every page, each with a client of its own."""
    answers = []
    for page in pages(make_world()):
        visitor = type(client)()
        if page.user:
            visitor.force_login(page.user)
        if page.prepare:
            page.prepare(visitor)
        answers.append((page, visitor.get(page.url)))
    return answers


def test_every_page_answers(fetched):
    assert {page.name: response.status_code for page, response in fetched if response.status_code != 200} == {}


def test_every_page_is_valid_and_whole(fetched):
    found = {page.name: problems_of(response.content) for page, response in fetched}
    assert {name: problems for name, problems in found.items() if problems} == {}


def test_every_page_says_where_one_is(fetched):
    """Two pages with one title look alike in a history and a list of tabs."""
    titles = {}
    for page, response in fetched:
        titles.setdefault(words_of(parse(response.content)[0].find("head/title")), set()).add(page.url)
    assert {title: urls for title, urls in titles.items() if len(urls) > 1} == {}


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("<h1>One</h1><h1>Two</h1>", "2 h1"),
        ("<h1>One</h1><h3>Three</h3>", "headings jump: [1, 3]"),
        ("<h1>One</h1><input name=a>", "input a has no label"),
        ("<h1>One</h1><a href='#gone'>Gone</a>", "#gone leads nowhere"),
        ("<h1>One</h1><p id=a></p><p id=a></p>", "id a is there more than once"),
        ("<h1>One</h1><p style='color: red'>Red</p>", "p has style"),
        ("<h1>One</h1><p onclick='go()'>Go</p>", "p has onclick"),
        ("<h1>One</h1><script>go()</script>", "an inline script"),
        ("<h1>One</h1><button></button>", "a nameless button"),
    ],
)
def test_a_problem_is_found(body, problem):
    page = f"<!DOCTYPE html><html lang=en><head><title>Sample – Own Turf</title></head><body>{body}</body></html>"

    assert problems_of(page.encode()) == [problem]


def test_broken_markup_is_found():
    page = (
        "<!DOCTYPE html><html lang=en><head><title>Sample</title></head><body><h1>One</h1><p><div></p></body></html>"
    )

    assert problems_of(page.encode()) != []


NO_PAGE = {
    "healthz",
    "manifest",
    "service_worker",
    "hunts:conundrum_retire",
    "hunts:hunt_stage",
    "hunts:invite_qr",
    "hunts:join_code_renew",
    "hunts:member_remove",
    "hunts:person_move",
    "hunts:positions_later",
    "visits:host_import_drop",
    "visits:host_import_template",
    "reflections:evidence_add",
    "reflections:evidence_remove",
    "reflections:export_file",
    "reflections:my_data_zip",
    "reflections:photo",
    "reflections:put_back_all",
    "reflections:reflection_put_back",
    "reflections:reflection_restore",
    "reflections:sync_hello",
    "reflections:sync_part",
    "reflections:sync_positions",
    "reflections:sync_reflection",
    "reflections:voice",
    "reflections:tag_add",
    "reflections:tag_remove",
    "visits:visit_add",
    "visits:print_file",
    "visits:route_gpx",
    "visits:route_geojson",
    "visits:route_calendar",
    "visits:route_calendar_renew",
    "visits:persons_calendar",
    "visits:my_calendar_renew",
    "visits:mend",
    "visits:measure",
    "visits:plan_file",
    "visits:plan_redo",
    "visits:plan_undo",
    "visits:visit_move",
    "visits:visit_remove",
}


def test_no_page_is_left_out():
    ours = {name for name in named_addresses() if not name.startswith(("admin:", "account_", "mfa_"))}

    assert ours - {name for names in READERS.values() for name in names.split()} == NO_PAGE
