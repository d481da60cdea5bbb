"""Pictures and recordings go out through the same rule as the words they belong to."""

import hashlib

from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from reflections.capture.media.derivatives import make_derivatives
from reflections.capture.media.ranges import UnsatisfiableError, asked_for
from reflections.models import Photo, VoiceNote

FIELDS = {"full": "image", "small": "thumbnail"}

HEADERS = {
    # A browser may keep the picture but has to ask each time, and is told 404 once it is withdrawn or consent ends.
    "Cache-Control": "private, no-cache",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
# Opened by itself, either is a document of this site: let it run nothing, and load nothing but itself.
PHOTO_HEADERS = HEADERS | {
    "Content-Disposition": 'inline; filename="photo.webp"',
    "Content-Security-Policy": "default-src 'none'; sandbox",
}
VOICE_HEADERS = HEADERS | {
    "Accept-Ranges": "bytes",
    "Content-Disposition": 'inline; filename="voice-note.m4a"',
    "Content-Security-Policy": "default-src 'none'; media-src 'self'; sandbox",
}


@require_safe
def photo(request, pk, size):
    """The picture or its thumbnail for those who may see its reflection; for everybody else there is none."""
    if size not in FIELDS:
        raise Http404
    row = get_object_or_404(Photo.objects.visible_to(request.user), pk=pk)
    return answer(request, row, FIELDS[size], read_picture, PHOTO_HEADERS)


@require_safe
def voice(request, pk):
    """The recording in its playable form, whole or the piece a player asks for."""
    row = get_object_or_404(VoiceNote.objects.visible_to(request.user), pk=pk)
    return answer(request, row, "playable", read_sound, VOICE_HEADERS)


def answer(request, row, field, read, headers):
    """The file of a field, made now if the worker has not come to it yet or its file is lost."""
    try:
        response, etag = open_and_read(request, row, field, read)
    except FileNotFoundError:
        try:
            response, etag = open_and_read(request, make_derivatives(row), field, read)
        except FileNotFoundError:
            raise Http404 from None
    for header, value in (headers | {"ETag": etag}).items():
        response[header] = value
    return response


def open_and_read(request, row, field, read):
    """The response and its ETag; raise FileNotFoundError if there is no such row or file."""
    name = row and getattr(row, field).name
    if not name:
        raise FileNotFoundError
    # No two files ever had the same name, so the name says whether the copy a browser has is the right one.
    etag = f'"{hashlib.sha256(name.encode()).hexdigest()[:32]}"'
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged:
        return unchanged, etag
    with default_storage.open(name) as file:
        return read(request, file, etag), etag


def read_picture(request, file, etag):
    """Read whole: our pictures are some hundred kilobytes."""
    return HttpResponse(file.read(), content_type="image/webp")


def read_sound(request, file, etag):
    try:
        asked = asked_for(request, file.size, etag)
    except UnsatisfiableError:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{file.size}"})
    if asked is None:
        return HttpResponse(file.read(), content_type="audio/mp4")
    start, stop = asked
    file.seek(start)
    headers = {"Content-Range": f"bytes {start}-{stop - 1}/{file.size}"}
    return HttpResponse(file.read(stop - start), status=206, content_type="audio/mp4", headers=headers)
