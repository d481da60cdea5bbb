"""Looking for a place by its name: on a page, as a piece of one, and inside a stop's form without anything lost."""

import math
from contextlib import suppress
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from hunts.access import get_organised_hunt
from visits import geocoding
from visits.forms import PathField, StopForm
from visits.journeys import metres_between
from visits.path_files import read_path_file
from visits.places import Place, find_places


@dataclass
class PlaceSearch:
    """What was looked for and what was found, for ``visits/_place_results.html``."""

    words: str = ""
    rows: list[dict] = field(default_factory=list)
    problem: str = ""
    is_done: bool = False
    may_look_further: bool = False


@require_safe
def places(request, slug):
    """Places called ``?q=``; ``further=1`` asks the geocoder, too, and ``piece=1`` answers with the list alone."""
    hunt = get_organised_hunt(request.user, slug)
    search = PlaceSearch()
    if "q" in request.GET:
        search = search_places(request.GET["q"], hunt, request.user, further="further" in request.GET)
    if "piece" in request.GET:
        return render(request, "visits/_place_results.html", {"search": search})
    route = request.GET.get("route", "")
    context = {"hunt": hunt, "search": search, "route": route if route.isdecimal() and len(route) < 6 else ""}
    return render(request, "visits/places.html", context)


def search_places(words, hunt, user, further=False) -> PlaceSearch:
    words = words.replace("\0", "").strip()[:120]
    near = None if hunt.latitude is None else (float(hunt.latitude), float(hunt.longitude))
    found, problem = find_places(words, near), ""
    if further and words and geocoding.is_configured():
        try:
            found = [*found, *geocoding.look_further(words, user, near)]
        except geocoding.NoAnswerError as error:
            problem = str(error)
    return PlaceSearch(
        words=words,
        rows=[row(place, near) for place in found],
        problem=problem,
        is_done=True,
        may_look_further=bool(words) and geocoding.is_configured() and not further,
    )


def row(place: Place, near) -> dict:
    return {
        "name": place.name,
        "detail": place.detail,
        "metres": metres_between(place.point, near) if near else None,
        "value": f"{place.latitude:.6f},{place.longitude:.6f},{place.name}",
    }


def stop_form(request, hunt, stop):
    """The form of a stop; while somebody looks for a place: unbound, holding what they typed and what was found."""
    if request.method == "POST" and not is_looking(request.POST):
        form = StopForm(request.POST, request.FILES, instance=stop, hunt=hunt)
    else:
        form = StopForm(instance=stop, hunt=hunt)
        look_for_a_place(request, hunt, form)
    return with_search(form, hunt)


def with_search(form, hunt):
    form.fields["find_place"].widget.url = reverse("visits:places", args=[hunt.slug])
    return form


def look_for_a_place(request, hunt, form):
    form.initial |= typed(request) | chosen(request.POST.get("place") or request.GET.get("place", ""))
    if "place" not in request.POST and is_looking(request.POST):
        words, further = request.POST.get("find_place", ""), request.POST.get("find") == "further"
        form.fields["find_place"].widget.search = search_places(words, hunt, request.user, further)


def is_looking(post) -> bool:
    """Whether a stop's form was sent to find a place, be it by Enter in the search field, and not to be saved."""
    return "find" in post or "place" in post or bool(post.get("find_place", "").strip() and not post.get("new_place"))


def typed(request) -> dict:
    """The fields as they were sent; a path from a file stays as its points, for the file must be chosen anew."""
    fields = request.POST.dict()
    if file := request.FILES.get("path_file"):
        with suppress(ValidationError):  # which the form shows when it is saved
            fields["path"] = PathField().prepare_value(read_path_file(file))
    return fields


def chosen(value) -> dict:
    """Initial values of a stop's form for a place written ``latitude,longitude,name``; none when it is nowhere."""
    latitude, _, rest = value.partition(",")
    longitude, _, name = rest.partition(",")
    try:
        point = float(latitude), float(longitude)
    except ValueError:
        return {}
    if not all(map(math.isfinite, point)) or abs(point[0]) > 90 or abs(point[1]) > 180:
        return {}
    return {"new_place": name[:120], "latitude": latitude, "longitude": longitude, "venue": "", "find_place": ""}
