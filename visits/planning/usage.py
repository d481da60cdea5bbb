"""Which working plans use what is in the directory: a plan is a document, so no row of it holds on to a host."""

from visits.models import HostOrganisation, PlanVersion, Venue


def hunts_that_plan_host(host: HostOrganisation) -> list[str]:
    """Titles of the hunts whose plan, as it is now, calls on ``host`` or at one of its venues."""
    venues = set(host.venues.values_list("pk", flat=True))
    return hunts_with(host.programme, lambda stop: stop["host"] == host.pk or stop["venue"] in venues)


def hunts_that_plan_venue(venue: Venue) -> list[str]:
    return hunts_with(venue.programme, lambda stop: stop["venue"] == venue.pk)


def hunts_with(programme, is_wanted) -> list[str]:
    """Titles of the hunts whose newest version has a stop that ``is_wanted``; a plan never changed here has none."""
    versions = PlanVersion.objects.filter(hunt__programme=programme).newest().select_related("hunt")
    return [version.hunt.title for version in versions if any(map(is_wanted, version.document["stops"]))]
