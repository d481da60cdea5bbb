"""Pictures go out through the same rule as the words they belong to."""

from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from reflections.models import Photo

FIELDS = {"full": "image", "small": "thumbnail"}

HEADERS = {
    "Content-Disposition": 'inline; filename="photo.webp"',
    # A browser may keep the picture but has to ask each time, and is told 404 once it is withdrawn or consent ends.
    "Cache-Control": "private, no-cache",
    # A picture opened by itself is a document of this site: let it run and load nothing.
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


@require_safe
def photo(request, pk, size):
    """The picture or its thumbnail for those who may see its reflection; for everybody else there is none."""
    if size not in FIELDS:
        raise Http404
    visible = Photo.objects.visible_to(request.user).values_list(FIELDS[size], flat=True)
    path = get_object_or_404(visible, pk=pk)
    # A picture is never made anew under the same id, so the id says whether the copy a browser has is the right one.
    etag = f'"{pk.hex}-{size}"'
    response = get_conditional_response(request, etag=etag) or read(path)
    for name, value in (HEADERS | {"ETag": etag}).items():
        response[name] = value
    return response


def read(path):
    """Read whole: our pictures are some hundred kilobytes, and a storage on another machine says only then that a
    file is missing."""
    try:
        with default_storage.open(path) as file:
            return HttpResponse(file.read(), content_type="image/webp")
    except FileNotFoundError:
        raise Http404 from None
