"""The server's side of docs/sync.md: hello, the text, the parts. Speaks HTTP and JSON; what is kept is intake's."""

import hashlib
import logging
from datetime import timedelta
from functools import wraps

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.db import OperationalError
from django.db.models.functions import Length
from django.http import JsonResponse
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from hunts.models import Hunt, Participation
from reflections.capture.handing_in import find_deleted, find_part, take_in_record
from reflections.capture.intake import received_of, take_in_part, take_in_piece
from reflections.capture.media.photos import PhotosBusyError
from reflections.capture.moments import NEW_ENCOUNTER, moments_of
from reflections.capture.positions import take_in_positions
from reflections.capture.quota import bytes_sent_by
from reflections.capture.records import MAX_RECORD_BYTES, skew_of
from reflections.capture.refusals import AlreadyKept, TooLarge
from reflections.capture.rules import check_size
from reflections.models import Chunk
from reflections.models.capture import MAX_WORDS

logger = logging.getLogger(__name__)

PROTOCOL = 1
CHUNK_BYTES = 512 * 1024
STATUS = {
    "conflict": 409, "id_taken": 409, "offset": 409, "hash": 409,
    "closed": 403, "somebody_else": 403,
    "quota": 413, "too_large": 413,
    "too_often": 429,
    "changed": 503,
}  # fmt: skip


class Refusal(Exception):  # noqa: N818
    """An answer that is no: the status, the protocol's word for it, and what goes along."""

    def __init__(self, status, error, say="", **more):
        super().__init__(error)
        self.status, self.fields = status, {"error": error, "say": say, **more}


def answer(status=200, **fields):
    return JsonResponse({"own_turf": PROTOCOL, **fields}, status=status)


def protocol(*methods):
    """Gives the view the participation of who asks, and turns whatever goes wrong into an answer of the protocol."""

    def decorate(view):
        @csrf_exempt
        @login_not_required
        @wraps(view)
        def speak(request, slug, **arguments):
            participation = None
            try:
                if request.method not in methods:
                    raise Refusal(405, "method")
                participation = who_asks(request, slug)
                return view(request, participation, **arguments)
            except Refusal as refusal:
                return answer(refusal.status, **refusal.fields)
            except (OperationalError, PhotosBusyError) as error:
                logger.warning("sync is busy", extra={"fields": {"error": type(error).__name__}})
                return answer(503, error="busy", say="")
            except ValidationError as refusal:
                return answer(STATUS.get(code_of(refusal), 422), **told(refusal, participation))

        return speak

    return decorate


def who_asks(request, slug):
    """The place in the hunt of who asks. Strangers are not told that there is such a hunt."""
    if not request.user.is_authenticated:
        raise Refusal(401, "signed_out", "Sign in again with your personal link. Nothing is lost: it waits here.")
    if request.method != "GET" and refused_by_csrf(request):
        raise Refusal(403, "csrf")
    places = Participation.objects.select_related("hunt__programme", "user", "route")
    place = places.filter(user=request.user, hunt__slug=slug).first()
    if place is None and Hunt.objects.visible_to(request.user).filter(slug=slug).exists():
        raise Refusal(403, "not_here", "You are signed in as somebody who is not taking part in this hunt.")
    if place is None:
        raise Refusal(404, "unknown_hunt", "The hunt this was logged on can’t be found from here.")
    if place.left_at is not None:
        raise Refusal(403, "left", way_back(place.hunt))
    return place


def way_back(hunt):
    if hunt.is_open_to_join:
        return "You left this hunt. Come back with your personal link to send it, or save it as a file."
    return "You left this hunt, and nobody can join it now. Save it as a file and give that to the organisers."


class CsrfCheck(CsrfViewMiddleware):
    """Django's check, which answers with a page; ours has to be an answer of the protocol."""

    def _reject(self, request, reason):
        return reason


def refused_by_csrf(request):
    check = CsrfCheck(lambda request: None)
    check.process_request(request)
    return check.process_view(request, None, (), {}) is not None


def code_of(refusal):
    return getattr(refusal, "code", None) or "refused"


def told(refusal, participation):
    """What a ValidationError of intake says, in the protocol's words, to ``participation``. What stands is for its
    author alone: whoever typed it for them may know neither what they made of it since, nor that they did."""
    code = code_of(refusal)
    fields = {
        "error": code if code in STATUS else "refused",
        "say": " ".join(refusal.messages),
        "field": getattr(refusal, "field", None) or next(iter(getattr(refusal, "error_dict", {})), ""),
    }
    if isinstance(refusal, AlreadyKept) and refusal.kept.participation_id == participation.pk:
        fields["stored"] = as_it_stands(refusal.kept)
    if code == "offset":
        fields["received"] = refusal.received
    return fields


def as_it_stands(kept):
    sent = getattr(kept, "sent", None)
    return {
        "body": sent.body if sent else "",
        "sha256": sent.sha256 if sent else "",
        "words": kept.words,
        "noted_at": kept.noted_at.isoformat(),
    }


def read_body(request, most):
    """The body, at most ``most`` bytes. Read as it comes: Django's own limit is meant for forms."""
    length = request.META.get("CONTENT_LENGTH") or ""
    if not length.isdigit():
        raise Refusal(411, "length")
    if int(length) > most:
        raise TooLarge(most)
    body = request.read(int(length))
    if len(body) != int(length):
        raise Refusal(400, "cut_off")
    return body


@protocol("GET")
def hello(request, participation):
    hunt = participation.hunt
    return answer(
        protocol=PROTOCOL,
        now=timezone.now().isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        participation=str(participation.uid),
        csrf=get_token(request),
        takes=hunt.takes_reflections,
        stage=hunt.stage,
        limits=limits(),
        used={"reflections": participation.reflections.count(), "bytes": bytes_sent_by(participation)},
        **(plan_for(participation) if "plan" in request.GET else {}),
    )


def plan_for(participation):
    """What can be logged about, for a client that has no page of ours to read it from."""
    conundrums = participation.hunt.conundrums.values("number", "label", "question")
    choices = [choice for choice in moments_of(participation).all if choice.value != NEW_ENCOUNTER]
    return {"moments": [told_moment(choice) for choice in choices], "conundrums": list(conundrums)}


def told_moment(choice):
    return {
        "moment": choice.moment,
        "visit": str(choice.visit.uid) if choice.visit else None,
        "encounter": str(choice.encounter.uid) if choice.encounter else None,
        "place": choice.label,
        "from": choice.since and choice.since.isoformat(),
        "to": choice.until and choice.until.isoformat(),
    }


def limits():
    return {
        "words": MAX_WORDS,
        "photos": settings.MAX_PHOTOS_PER_REFLECTION,
        "voices": settings.MAX_VOICES_PER_REFLECTION,
        "photo_bytes": settings.MAX_PHOTO_BYTES,
        "photo_pixels": settings.MAX_PHOTO_PIXELS,
        "voice_bytes": settings.MAX_VOICE_BYTES,
        "voice_seconds": settings.MAX_VOICE_SECONDS,
        "chunk_bytes": CHUNK_BYTES,
        "reflections": settings.QUOTA_REFLECTIONS,
        "bytes": settings.QUOTA_MEGABYTES * 1024**2,
    }


@protocol("PUT")
def reflection(request, participation, id):
    body = read_body(request, MAX_RECORD_BYTES)
    if gone := find_deleted(participation, id):
        return arrived_and_deleted(*gone, sent=body)
    kept = take_in_record(participation, id, body, skew=skew_in(request))
    return answer(id=str(kept.pk), sha256=kept.sent.sha256, parts=parts_of(kept))


def skew_in(request):
    clock = request.headers.get("Own-Turf-Clock", "")
    return skew_of(clock, timezone.now()) if clock else timedelta()


def arrived_and_deleted(record, *parts, sent):
    """It did arrive; that it was deleted for good since is no reason for the phone to keep it, or to bring it back."""
    if hashlib.sha256(sent).hexdigest() != record.sha256:
        raise Refusal(409, "id_taken", "This could not be kept under its number. It is sent again under another.")
    stored = [{"id": str(part.pk), "sha256": part.sha256, "stored": True, "received": 0} for part in parts]
    return answer(id=str(record.pk), sha256=record.sha256, parts=stored)


@protocol("PUT")
def positions(request, participation, id):
    body = read_body(request, MAX_RECORD_BYTES)
    kept = take_in_positions(participation, id, body, skew=skew_in(request))
    return answer(id=str(kept.pk), sha256=kept.sha256, parts=[])


def parts_of(reflection):
    parts = list(reflection.parts.all())
    waiting = {} if all(part.is_stored for part in parts) else lengths(parts)
    return [
        {
            "id": str(part.pk),
            "sha256": part.sha256,
            "stored": part.is_stored,
            "received": part.size if part.is_stored else waiting.get(part.pk, 0),
        }
        for part in parts
    ]


def lengths(parts):
    """How many bytes of each part wait for the rest."""
    found = Chunk.objects.filter(part__in=parts).annotate(length=Length("content")).order_by("part", "offset")
    return {part: offset + length for part, offset, length in found.values_list("part", "offset", "length")}


@protocol("GET", "PUT")
def part(request, participation, id):
    promised = find_part(participation, id)
    if promised is None:
        for gone in find_deleted(participation, id)[:1]:
            return stored(gone)
        raise Refusal(404, "unknown_part")
    if request.method == "PUT" and not promised.is_stored:
        return take_in(request, promised)
    return state_of(promised)


def take_in(request, part):
    """The whole part in one request, or a piece of it."""
    offset = request.GET.get("offset", "0")
    if not offset.isdecimal() or len(offset) > 10:
        raise Refusal(422, "refused", field="offset")
    is_whole = offset == "0" and request.META.get("CONTENT_LENGTH") == str(part.size)
    check_size(part)
    body = read_body(request, part.size if is_whole else CHUNK_BYTES)
    if is_whole:
        take_in_part(part, body)
        return stored(part)
    received = take_in_piece(part, int(offset), body)
    return stored(part) if received == part.size else answer(202, id=str(part.pk), stored=False, received=received)


def state_of(part):
    return stored(part) if part.is_stored else answer(id=str(part.pk), stored=False, received=received_of(part))


def stored(part):
    return answer(id=str(part.pk), sha256=part.sha256, stored=True)
