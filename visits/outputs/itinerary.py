"""What leaves the app as a calendar, a track or paper: a route of the shared plan with everything already worked out.

Plain facts, made from the shared plan by whoever may read it; the writers beside this module take nothing else, so a
calendar can't hold what isn't here. Nothing here names a participant. Instants are aware datetimes in the hunt's zone,
places are WGS 84 degrees, a path is a GeoJSON LineString (RFC 7946: longitude before latitude).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple


class Question(NamedTuple):
    """A conundrum under test, as it is worn on tags: its number, its short label and its wording."""

    number: int
    label: str
    question: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A route's visit at a stop.

    ``uid`` is the visit's and never changes; ``number`` is its place in the day, from 1. ``arrive`` is when the party
    gets there, ``begin`` when it starts (later, when there is a wait), ``leave`` when it is over. The journey is the
    one *to* this call; 0 minutes is the same place or not known. ``sequence`` counts the times this event was changed
    since it was first shared and ``changed_at`` is the last of them (RFC 5545, SEQUENCE). A cancelled call was in an
    earlier shared plan and isn't any more: only the calendar tells. ``url`` is the absolute address of the stop, for a
    QR code, or empty.
    """

    uid: str
    number: int
    title: str
    kind: str
    kind_label: str
    arrive: datetime
    begin: datetime
    leave: datetime
    place: str
    changed_at: datetime
    address: str = ""
    latitude: float | None = None
    longitude: float | None = None
    access_notes: str = ""
    step_free: bool | None = None
    host: str = ""
    about_host: str = ""
    meet: str = ""
    prompts: tuple[str, ...] = ()
    conundrums: tuple[Question, ...] = ()
    path: dict[str, Any] | None = None
    mode: str = "foot"
    mode_label: str = "On foot"
    journey_minutes: int = 0
    journey_estimated: bool = False
    sequence: int = 0
    is_cancelled: bool = False
    url: str = ""

    @property
    def wait_minutes(self) -> int:
        """Whole minutes between arriving and beginning."""
        return int((self.begin - self.arrive).total_seconds() // 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Itinerary:
    """One route of a hunt as it was shared.

    ``version`` is the number of the shared plan, ``zone`` an IANA name, ``people`` how many are in the party,
    ``treasure`` what the hunt looks for, ``url`` the absolute address of the route or empty. ``calls`` come in the
    order of the day; cancelled ones may be among them.
    """

    hunt_title: str
    hunt_uid: str
    route_uid: str
    route_name: str
    route_number: int
    zone: str
    starts_at: datetime
    ends_at: datetime
    shared_at: datetime
    version: int
    base_name: str = ""
    treasure: str = ""
    people: int = 0
    calls: tuple[Call, ...] = ()
    url: str = ""

    @property
    def kept(self) -> tuple[Call, ...]:
        """The calls that will happen."""
        return tuple(call for call in self.calls if not call.is_cancelled)


@dataclass(frozen=True, slots=True, kw_only=True)
class HostCall:
    """A party a host will meet: which route, how many people, when and where, and what they want to talk about."""

    party: str
    people: int
    begin: datetime
    leave: datetime
    title: str
    place: str
    address: str = ""
    access_notes: str = ""
    step_free: bool | None = None
    meet: str = ""
    prompts: tuple[str, ...] = ()
    conundrums: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HostSheet:
    """What a host is told: who is coming, when, what for and where. Numbers of people, never their names."""

    host: str
    hunt_title: str
    zone: str
    shared_at: datetime
    version: int
    treasure: str = ""
    calls: tuple[HostCall, ...] = ()
