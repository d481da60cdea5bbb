"""Small pieces drawn the same way on every page. Built in: templates need no ``{% load %}``."""

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.html import format_html
from heroicons import IconDoesNotExist
from heroicons.templatetags.heroicons import heroicon_outline

from visits import wording

register = template.Library()

STANCES = {
    "supports": ("+", "Supports"),
    "challenges": ("−", "Challenges"),
    "complicates": ("≈", "Complicates"),
    "unsure": ("?", "Unsure"),
}


@register.simple_tag
def conundrum_sign(conundrum):
    """Number in its colour and shape; the label stands beside it wherever this is used."""
    return format_html('<span class="conundrum__sign hue-{}">{}</span>', conundrum.hue, conundrum.number)


@register.simple_tag
def conundrum_badge(conundrum):
    """Number, colour, shape and short label, with the whole question on hover."""
    return format_html(
        '<span class="conundrum" title="{}"><span class="conundrum__sign hue-{}"><span class="visually-hidden">'
        'Conundrum </span>{}</span><span dir="auto">{}</span></span>',
        conundrum.question,
        conundrum.hue,
        conundrum.number,
        conundrum.label,
    )


@register.simple_tag
def stance_mark(stance):
    """The stance's own mark and its name."""
    return STANCE_MARKS[stance]


STANCE_MARKS = {
    stance: format_html(
        '<span class="stance"><span class="stance__mark" aria-hidden="true">{}</span>{}</span>', mark, name
    )
    for stance, (mark, name) in STANCES.items()
}


@register.simple_tag
def icon(name, size=20) -> str:
    """An outline icon of Heroicons, hidden from screen readers: words stand beside it."""
    try:
        return heroicon_outline(name, size=size, aria_hidden="true")
    except IconDoesNotExist:
        raise template.TemplateSyntaxError(f"There is no icon called “{name}”.") from None


@register.filter
def local_time(moment: datetime, zone):
    """``14:05`` as the clock on the wall shows it in ``zone`` (a tzinfo)."""
    return wording.clock(moment, zone) if moment else ""


@register.filter
def local_day(moment: datetime, zone):
    """``Tuesday 26 March 2019`` in ``zone`` (a tzinfo)."""
    return wording.day(moment, zone)


@register.simple_tag
def wall_clock(zone):
    """``Tuesday 26 March 2019, 14:05``: now, as clock and calendar on the wall show it in ``zone`` (a tzinfo)."""
    moment = timezone.now()
    return f"{wording.day(moment, zone)}, {wording.clock(moment, zone)}"


@register.filter
def minutes(number):
    """``25 min``, ``1 h`` or ``1 h 20 min``."""
    return wording.minutes(int(number))


@register.filter
def clock_length(seconds):
    """``0:42`` or ``12:05``: how long a recording is."""
    return f"{seconds // 60}:{seconds % 60:02}"


@register.filter
def kilometres(metres):
    """``850 m`` or ``4.2 km``."""
    return f"{round(metres, -1):.0f} m" if metres < 995 else f"{metres / 1000:.1f} km"


@register.filter
def question(field):
    """A label as people read it: with a capital, whatever the model says."""
    label = str(field.label)
    return label[:1].upper() + label[1:]


@register.filter
def is_single_checkbox(field):
    return getattr(field.field.widget, "input_type", "") == "checkbox" and not field.use_fieldset


@register.filter
def error_target(field):
    """The id that a link to a wrong field leads to; a group of radios or checkboxes is only a <div>, so its first."""
    return f"{field.auto_id}_0" if field.use_fieldset else field.id_for_label or field.auto_id
