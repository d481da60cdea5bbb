"""One step back: what was just taken off a reflection can be put back by one press on the next page."""

from reflections.models import Reflection

KEY = "undo"


def offer_undo(request, says, reflection, url, fields):
    """Let the next page offer to post ``fields`` to ``url``. ``says`` is what has just been done."""
    request.session[KEY] = {"says": says, "reflection": str(reflection.pk), "url": url, "fields": fields}


def take_undo(request):
    """What the page may offer, once, or None. Words that their author has taken back meanwhile are not offered."""
    undo = request.session.pop(KEY, None)
    readable = Reflection.objects.readable_by_researcher(request.user)
    words = undo and readable.filter(pk=undo["reflection"]).values_list("words", flat=True).first()
    return undo if words is not None and undo["fields"].get("quote", "") in words else None
