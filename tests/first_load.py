"""The first load of Today on a phone: a whole day to show, and what a browser fetches for it until it is there."""

from urllib.parse import urlsplit

from django.urls import reverse

from tests import builders

STOPS = 8
ABOUT = "Residents run it and decide where the money goes; the park, the private rents and the youth club come first. "
NOTES = "Ring at the side door, the ramp is to the left of it. There is a hearing loop in the large room. "


def make_whole_day(hunt, route):
    """Eight stops, each with a host, a venue and its address, three prompts and access notes of the usual length."""
    for number in range(1, STOPS + 1):
        host = builders.make_host(hunt.programme, name=f"Sample Neighbours {number}", about=ABOUT * 3 + str(number))
        venue = builders.make_venue(
            hunt.programme, name=f"Sample Hall {number}", host=host, address=f"{number} Sample Road, Leigh",
            access_notes=NOTES + str(number), step_free=True,
        )  # fmt: skip
        prompts = "\n".join(f"What did group {number} {verb} by itself?" for verb in ("decide", "build", "give up"))
        stop = builders.make_stop(
            hunt, f"Stop {number} of the day", host=host, venue=venue, stay_minutes=30, meet=f"Course {number}",
            prompts=prompts,
        )  # fmt: skip
        builders.make_visit(route, stop, number, "bus" if number % 2 else "foot", 15)


class Listener:
    """Notes what a page asks for until it is there and has nothing to do: then it sends for the service worker, whose
    own requests come afterwards."""

    def __init__(self, page):
        self.requests, self.done = [], False
        page.context.on("request", self.note)

    def note(self, request):
        self.done = self.done or request.url.endswith("/sw.js")
        if not self.done:
            self.requests.append(request)

    def weights(self):
        """Bytes of each answer as it came over the line, with its head, by path."""
        return {urlsplit(request.url).path: weight(request.sizes()) for request in self.requests}


def weight(sizes):
    return sizes["responseBodySize"] + sizes["responseHeadersSize"]


def address_of(hunt):
    return reverse("visits:today", args=[hunt.slug])
