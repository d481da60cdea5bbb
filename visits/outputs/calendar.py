"""A route as an iCalendar file or feed (RFC 5545; NAME and REFRESH-INTERVAL are RFC 7986). See docs/calendar.md."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone

from visits import wording
from visits.outputs.itinerary import Call, Itinerary

PRODID = "-//Own Turf//Own Turf itinerary//EN"
REFRESH = timedelta(hours=1)


def calendar(itinerary: Itinerary, method: str = "PUBLISH") -> bytes:
    """Return ``itinerary`` as iCalendar, one event for each call; the same itinerary gives the same bytes."""
    made = Calendar()
    made.add("PRODID", PRODID)
    made.add("VERSION", "2.0")
    made.add("CALSCALE", "GREGORIAN")
    made.add("METHOD", method)
    name = wording.one_line(f"{itinerary.hunt_title}: {itinerary.route_name}")
    made.add("NAME", name)
    made.add("X-WR-CALNAME", name)
    made.add("X-WR-TIMEZONE", itinerary.zone)
    made.add("REFRESH-INTERVAL", REFRESH, parameters={"VALUE": "DURATION"})
    made.add("X-PUBLISHED-TTL", "PT1H")
    made.add("UID", f"{itinerary.route_uid}@own-turf")
    made.add("LAST-MODIFIED", itinerary.shared_at.astimezone(UTC))
    if itinerary.url:
        made.add("URL", itinerary.url)
    made.add_component(time_zone(itinerary))
    for call in itinerary.calls:
        made.add_component(event(call, ZoneInfo(itinerary.zone)))
    return made.to_ical()


def event(call: Call, zone: ZoneInfo) -> Event:
    """Return a call as an event from when it begins to when it is over; the journey there is told in words."""
    made = Event()
    made.add("UID", f"{call.uid}@own-turf")
    made.add("SEQUENCE", call.sequence)
    made.add("DTSTAMP", call.changed_at.astimezone(UTC))
    made.add("LAST-MODIFIED", call.changed_at.astimezone(UTC))
    made.add("DTSTART", on_the_wall(call.begin, zone))
    made.add("DTEND", on_the_wall(call.leave, zone))
    made.add("STATUS", "CANCELLED" if call.is_cancelled else "CONFIRMED")
    made.add("SUMMARY", wording.one_line(call.title))
    made.add("DESCRIPTION", description(call, zone))
    if location := wording.where(call.place, call.address):
        made.add("LOCATION", location)
    if call.latitude is not None and call.longitude is not None:
        made.add("GEO", (call.latitude, call.longitude))
    if call.url:
        made.add("URL", call.url)
    return made


def on_the_wall(moment: datetime, zone: ZoneInfo) -> datetime:
    """``moment`` in ``zone``; in UTC when that wall time comes twice that day, because the clocks go back.

    A time with a TZID means the first of the two (RFC 5545, 3.3.5), but not to every reader.
    """
    local = moment.astimezone(zone)
    comes_twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return local.astimezone(UTC) if comes_twice else local


def description(call: Call, zone: ZoneInfo) -> str:
    """What to know before going, in paragraphs: the journey, who, getting in, and what to think about."""
    who = wording.who(call.meet, call.host)
    access = wording.access(call.step_free, call.access_notes)
    prompts = [f"- {wording.one_line(prompt)}" for prompt in call.prompts]
    paragraphs = [
        getting_there(call, zone),
        f"Who we meet: {who}" if who else "",
        f"Getting in: {access}" if access else "",
        "\n".join(["To think about:", *prompts]) if prompts else "",
    ]
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def getting_there(call: Call, zone: ZoneInfo) -> str:
    sentences = []
    if journey := wording.journey(call.mode_label, call.journey_minutes, call.journey_estimated):
        setting_out = call.arrive - timedelta(minutes=call.journey_minutes)
        sentences.append(f"Getting there: {journey}, setting out at {wording.clock(setting_out, zone)}.")
    if call.wait_minutes:
        sentences.append(f"We arrive at {wording.clock(call.arrive, zone)} and wait until it starts.")
    return " ".join(sentences)


def time_zone(itinerary: Itinerary) -> Timezone:
    """Return the VTIMEZONE of the itinerary's zone, from the year before its first instant to the year after its last.

    Whatever season a reader imports it in, the clock changes around the hunt are in the file.
    """
    instants = [itinerary.starts_at, itinerary.ends_at]
    instants += [instant for call in itinerary.calls for instant in (call.begin, call.leave)]
    first, last = min(instants).year - 1, max(instants).year + 2
    made = Timezone.from_tzid(itinerary.zone, first_date=date(first, 1, 1), last_date=date(last, 1, 1))
    for observance in made.subcomponents:
        put_onset_on_the_old_clock(observance)
    return made


def put_onset_on_the_old_clock(observance) -> None:
    """Clocks go forward at the time they showed before (RFC 5545, 3.6.5); icalendar 7.3 gives the time after.

    Every onset of an observance moves by the same gain: what lies between its two offsets.
    """
    gain = observance["TZOFFSETTO"].td - observance["TZOFFSETFROM"].td
    if gain <= timedelta(0):
        return
    observance["DTSTART"].dt -= gain
    if "RDATE" in observance:
        for onset in observance["RDATE"].dts:
            onset.dt -= gain
