from visits.models.hosts import Contact, HostOrganisation, OpeningTime, Venue
from visits.models.stops import Encounter, Invitation, Leg, Mode, Stop, Visit

__all__ = [
    "Contact",
    "Encounter",
    "HostOrganisation",
    "Invitation",
    "Leg",
    "Mode",
    "OpeningTime",
    "Stop",
    "Venue",
    "Visit",
]
