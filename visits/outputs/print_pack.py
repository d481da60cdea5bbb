"""The print pack of a hunt as one tagged PDF: an itinerary for each route, a card for each stop, a sheet for a host.

Set by typst from the templates in ``visits/outputs/print``. They are given one JSON input; people's words are strings
in it, which typst never reads as markup.
"""

import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import segno

from visits import wording
from visits.outputs.itinerary import Call, HostCall, HostSheet, Itinerary, Question
from visits.outputs.typesetting import typeset

PACK = Path(__file__).parent / "print" / "pack.typ"
HUES = 8
LONG_TITLE = 60
UNBROKEN = re.compile(r"(\w{12})(?=\w{8})")
HOW = (
    "Print it on A4 at its actual size. Cards come four to a page, or fewer where a stop has more to say; cut them "
    "out along the dashed lines. Each party takes its itinerary and its cards, and each host gets a sheet."
)
WELCOME = "Thank you for having us. Here is who is coming, when, and what for."
THANKS = "If something here does not suit you, please answer the person who invited you: the plan can still change."


def print_pack(
    itineraries: Sequence[Itinerary], host_sheets: Sequence[HostSheet] = (), *, cards: bool = True
) -> bytes:
    """Return the PDF of these routes and hosts, all of one hunt; without ``cards``, itineraries and sheets alone.

    Each page is A4. It is PDF/UA-1 if every character has a glyph on this machine, else plain tagged PDF. The same
    facts give the same bytes on the same machine. Raises ValueError when there is nothing to print, and what
    ``typeset`` does.
    """
    if not itineraries and not host_sheets:
        raise ValueError("Give at least one route or one host.")
    newest = max(shared.shared_at for shared in everything(itineraries, host_sheets))
    return typeset(PACK, {"pack": facts_of(itineraries, host_sheets, cards)}, int(newest.timestamp()))


def everything(itineraries: Sequence[Itinerary], host_sheets: Sequence[HostSheet]) -> Sequence[Itinerary | HostSheet]:
    return [*itineraries, *host_sheets]


def facts_of(itineraries: Sequence[Itinerary], host_sheets: Sequence[HostSheet], cards: bool) -> dict[str, Any]:
    """Everything the templates write, in the order they write it."""
    first = everything(itineraries, host_sheets)[0]
    return {
        "title": f"{wording.one_line(first.hunt_title)}: print pack",
        "name": told(first.hunt_title),
        "how": HOW,
        "contents": len(itineraries) + len(host_sheets) > 1,
        "routes": [route(itinerary, cards) for itinerary in itineraries],
        "hosts": [host(sheet) for sheet in host_sheets],
        **running(first),
    }


def running(shared: Itinerary | HostSheet) -> dict[str, Any]:
    """What stands at the top of each page: the hunt, and which plan this is."""
    date = wording.date(shared.shared_at, ZoneInfo(shared.zone))
    return {"hunt": told(shared.hunt_title), "plan": f"Plan {shared.version}, shared {date}"}


def route(itinerary: Itinerary, cards: bool) -> dict[str, Any]:
    zone = ZoneInfo(itinerary.zone)
    times = f"{wording.clock(itinerary.starts_at, zone)} to {wording.clock(itinerary.ends_at, zone)}"
    calls = itinerary.kept
    return {
        **running(itinerary),
        "name": told(itinerary.route_name or f"Route {itinerary.route_number}"),
        "kicker": f"Route {itinerary.route_number}",
        "day": f"{wording.day(itinerary.starts_at, zone)}, {times}",
        "party": told(party_and_base(itinerary)),
        "treasure": told(itinerary.treasure),
        "stops": [station(call, zone) for call in calls],
        "conundrums": [conundrum(question) for question in questions(calls)],
        "cards": [card(call, itinerary, zone) for call in calls] if cards else [],
    }


def questions(calls: Iterable[Call | HostCall]) -> list[Question]:
    """Every conundrum the calls bear on, once, by number."""
    return sorted({question for call in calls for question in call.conundrums})


def party_and_base(itinerary: Itinerary) -> str:
    base = wording.one_line(itinerary.base_name)
    party = f"A party of {itinerary.people}" if itinerary.people else ""
    return ", ".join(part for part in (party, f"from {base}" if party and base else base) if part)


def station(call: Call, zone: ZoneInfo) -> dict[str, Any]:
    """A stop on the route strip, with the journey and the wait before it."""
    where, who = wording.where(call.place, call.address), wording.who(call.meet, call.host)
    return {
        "number": call.number,
        "kind": call.kind,
        "title": told(call.title),
        "begin": wording.clock(call.begin, zone),
        "leave": wording.clock(call.leave, zone),
        "about": told(" · ".join(part for part in (call.kind_label, where) if part)),
        "who": told(f"Who we meet: {who}" if who else ""),
        "journey": journey(call) or "Same place",
        "walks": call.mode == "foot",
        "wait": f"Waiting, {wording.minutes(call.wait_minutes)}" if call.wait_minutes else "",
    }


def card(call: Call, itinerary: Itinerary, zone: ZoneInfo) -> dict[str, Any]:
    """A stop as somebody who is about to go there wants it in their hand."""
    return {
        "number": call.number,
        "kind": call.kind_label,
        "title": told(call.title),
        "title-is-long": len(call.title) > LONG_TITLE,
        "time": f"{wording.clock(call.begin, zone)} to {wording.clock(call.leave, zone)}",
        "place": told(wording.where(call.place, call.address)),
        "journey": journey(call),
        "who": told(wording.who(call.meet, call.host)),
        "about-host": told(call.about_host),
        "access": told(wording.access(call.step_free, call.access_notes)),
        "prompts": [told(prompt) for prompt in call.prompts],
        "conundrums": [conundrum(question) for question in call.conundrums],
        "qr": qr_code(call.url),
        "qr-says": f"QR code that opens the page of {wording.one_line(call.title)}",
        "foot": told(f"{wording.one_line(itinerary.hunt_title)} · {wording.one_line(itinerary.route_name)}"),
        "plan": running(itinerary)["plan"],
    }


def host(sheet: HostSheet) -> dict[str, Any]:
    zone = ZoneInfo(sheet.zone)
    return {
        **running(sheet),
        "name": told(sheet.host),
        "welcome": WELCOME,
        "thanks": THANKS,
        "treasure": told(sheet.treasure),
        "calls": [host_call(call, zone) for call in sheet.calls],
        "conundrums": [conundrum(question) for question in questions(sheet.calls)],
    }


def host_call(call: HostCall, zone: ZoneInfo) -> dict[str, Any]:
    times = f"{wording.clock(call.begin, zone)} to {wording.clock(call.leave, zone)}"
    return {
        "when": f"{wording.day(call.begin, zone)}, {times}",
        "party": told(visitors(call)),
        "title": told(call.title),
        "meet": told(call.meet),
        "place": told(wording.where(call.place, call.address)),
        "access": told(wording.access(call.step_free, call.access_notes)),
        "prompts": [told(prompt) for prompt in call.prompts],
    }


def visitors(call: HostCall) -> str:
    """How many come, and what their party is called."""
    people = {0: "A party", 1: "One person"}.get(call.people, f"{call.people} people")
    party = wording.one_line(call.party)
    return f"{people}, on the route {party}" if party else people


def journey(call: Call) -> str:
    return wording.journey(call.mode_label, call.journey_minutes, call.journey_estimated)


def conundrum(question: Question) -> dict[str, Any]:
    number, label, words = question
    return {"number": number, "hue": (number - 1) % HUES + 1, "label": told(label), "question": told(words)}


def told(text: str) -> dict[str, Any]:
    """People's words as the templates take them: lines, and whether they are read from right to left."""
    lines = [UNBROKEN.sub("\\1\u200b", line) for line in wording.clean(text).split("\n")] if text.strip() else []
    return {"lines": lines, "rtl": starts_from_the_right(text)}


def starts_from_the_right(text: Iterable[str]) -> bool:
    """Whether the first letter with a direction is Arabic, Hebrew or the like, as ``dir="auto"`` decides it."""
    sides = (unicodedata.bidirectional(character) for character in text)
    return next((side for side in sides if side in {"L", "R", "AL"}), "L") != "L"


def qr_code(url: str) -> str:
    """An SVG of ``url``, black on white with the quiet zone of four modules (ISO/IEC 18004); empty for no address."""
    if not url:
        return ""
    drawn = io.BytesIO()
    segno.make_qr(url, error="m").save(drawn, kind="svg", border=4, light="#ffffff", xmldecl=False, omitsize=True)
    return drawn.getvalue().decode()
