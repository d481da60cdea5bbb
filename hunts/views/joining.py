"""Public pages: a join link or QR code leads in, a personal link leads back."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from hunts.joining import NotOpen, join_hunt
from hunts.joining_forms import JoinForm
from hunts.limits import too_often
from hunts.models import Hunt
from hunts.models.hunts import JOIN_ALPHABET
from hunts.returning import find_by_key, returns_by_link

JOINS_AN_HOUR = 300


@login_not_required
@cache_control(no_store=True, private=True)
@require_http_methods(["GET", "POST"])
def join(request, code):
    hunt = find_by_code(code)
    if hunt is None:
        return render(request, "hunts/join_unknown.html", status=404)
    if request.user.is_authenticated and hunt.participations.present().filter(user=request.user).exists():
        messages.info(request, f"You are on “{hunt}” already.")
        return redirect("visits:today", hunt.slug)
    if not hunt.is_open_to_join:
        return render(request, "hunts/join_closed.html", {"hunt": hunt}, status=403)
    form = JoinForm(request.POST or None, hunt=hunt, user=request.user)
    if form.is_valid():
        if too_many_join(hunt):
            return render(request, "429.html", status=429)
        if place := take_place(request, hunt, form):
            return redirect("hunts:welcome", place.hunt.slug)
    return render(request, "hunts/join.html", {"hunt": hunt, "form": form, "conundrums": hunt.conundrums.all()})


def find_by_code(code):
    """The hunt of a join code, however it was typed: letters in any case, with spaces or hyphens."""
    letters = "".join(code.upper().split()).replace("-", "")
    if not letters or not set(letters) <= set(JOIN_ALPHABET):
        return None
    return Hunt.objects.select_related("programme").filter(join_code=letters).first()


def too_many_join(hunt):
    """Count one more who joins in this hour; true when a program must be pressing the button."""
    return too_often(f"joins-{hunt.pk}", JOINS_AN_HOUR)


def take_place(request, hunt, form):
    """Take the place and sign a newcomer in, or put what stands against it on the form."""
    user = request.user if request.user.is_authenticated else None
    try:
        place = join_hunt(hunt, user, **form.said)
    except NotOpen as refusal:
        return form.add_error(None, refusal)
    except ValidationError as refusal:
        return form.add_error("route", refusal)
    if user is None:
        return sign_in_newcomer(request, place, form)
    return place


def sign_in_newcomer(request, place, form):
    """Somebody new, or the same person pressing twice. With the key of a person who has an account by now it takes
    more than this page to be them."""
    if not returns_by_link(place.user):
        return form.add_error(None, "Somebody joined from this page before. Load it again.")
    login(request, place.user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return place


@login_not_required
@cache_control(no_store=True, private=True)
@require_http_methods(["GET", "POST"])
def personal_link(request, key):
    """Only the button signs in: programs that look at a link before it is opened must change nothing.

    The site's referrer policy (same-origin) keeps the key from other sites. Not ``no-referrer``: with it browsers
    send ``Origin: null`` with the form, and Django refuses that.
    """
    place = find_by_key(key)
    if place is None:
        return render(request, "hunts/personal_link_unknown.html", status=404)
    context = {"place": place, "hunt": place.hunt, "returns_by_link": returns_by_link(place.user)}
    if place.left_at:
        return come_back(request, place, context)
    if not context["returns_by_link"]:
        return render(request, "hunts/personal_link.html", context, status=403 if request.method == "POST" else 200)
    if request.method == "POST":
        login(request, place.user, backend=settings.AUTHENTICATION_BACKENDS[0])
        messages.success(request, f"Welcome back, {place.name}.")
    if request.user == place.user:
        return redirect("visits:today", place.hunt.slug)
    return render(request, "hunts/personal_link.html", context)


def come_back(request, place, context):
    """Goodbye to who has left, and the way back while people can join: they are asked anew, as everybody is who joins.
    With an account it takes being signed in."""
    is_them = request.user == place.user
    context["may_return"] = place.hunt.is_open_to_join and (is_them or context["returns_by_link"])
    if request.method == "GET" or not context["may_return"]:
        status = 403 if request.method == "POST" else 200
        return render(request, "hunts/left.html", context, status=status)
    if not is_them:
        login(request, place.user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect("hunts:join", place.hunt.join_code)
