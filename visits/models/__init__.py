from visits.models.hosts import Contact, HostOrganisation, OpeningTime, Venue
from visits.models.imports import HostImport
from visits.models.stops import Encounter, Invitation, Leg, Mode, Stop, Visit
from visits.models.versions import PlanVersion, SharedPlan

__all__ = [
    "Contact",
    "Encounter",
    "HostImport",
    "HostOrganisation",
    "Invitation",
    "Leg",
    "Mode",
    "OpeningTime",
    "PlanVersion",
    "SharedPlan",
    "Stop",
    "Venue",
    "Visit",
]
