from hunts.models.hunts import Hunt, Route
from hunts.models.participation import Consent, Participation, Position
from hunts.models.programmes import Conundrum, Membership, Programme, Stance, make_slug
from hunts.models.tallies import Tally

__all__ = [
    "Consent",
    "Conundrum",
    "Hunt",
    "Membership",
    "Participation",
    "Position",
    "Programme",
    "Route",
    "Stance",
    "Tally",
    "make_slug",
]
