"""Telling people by mail what a newly shared plan changes for them: one message a person, and only what is theirs."""

import logging
from collections.abc import Iterable

from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string

from hunts.models import Hunt, Participation
from visits.models import Contact, HostOrganisation
from visits.outputs.building import SharedDay, host_sheet
from visits.planning.differences import Difference
from visits.wording import one_line

logger = logging.getLogger(__name__)


def people_concerned(hunt: Hunt, changes: Iterable[Difference]) -> list[Participation]:
    """Those on a route about which there is something to tell, with or without an address."""
    routes = {change.route for change in changes if change.route}
    present = Participation.objects.present().filter(hunt=hunt, route__uid__in=routes)
    return list(present.select_related("user", "route").order_by("route__number", "pk"))


def address_of(person: Participation) -> str:
    return person.contact_email or person.user.email or ""


def contacts_of(hosts: Iterable[int]) -> list[Contact]:
    """Whoever can be reached by mail at these hosts, once each."""
    reachable = Contact.objects.filter(host__in=hosts).exclude(email="").select_related("host").order_by("pk")
    once = {(contact.host_id, contact.email.casefold()): contact for contact in reachable}
    return list(once.values())


def letters_to_people(day: SharedDay, changes: list[Difference], *, is_first: bool) -> list[EmailMessage]:
    return [
        letter_to_person(day, person, changes, is_first=is_first)
        for person in people_concerned(day.hunt, changes)
        if address_of(person)
    ]


def letter_to_person(
    day: SharedDay, person: Participation, changes: list[Difference], *, is_first: bool
) -> EmailMessage:
    facts = {
        "hunt": day.hunt,
        "route": person.route,
        "sentences": [change.sentence for change in changes if person.route and change.route == str(person.route.uid)],
        "is_first": is_first,
        "link": day.url,
    }
    text = render_to_string("visits/mail/plan_for_people.txt", facts)
    subject = f"The plan of {one_line(day.hunt.title)}" + ("" if is_first else " has changed")
    return EmailMessage(subject, text, None, [address_of(person)])


def letters_to_hosts(day: SharedDay, hosts: Iterable[int]) -> list[EmailMessage]:
    return [letter_to_host(day, contact.host, contact.email) for contact in contacts_of(hosts)]


def letter_to_host(day: SharedDay, host: HostOrganisation, address: str) -> EmailMessage:
    """What is planned at their place: numbers of people, never names, and nothing of another host."""
    facts = {
        "hunt": day.hunt,
        "host": host,
        "calls": host_sheet(day, host).calls,
        "questions": day.questions,
        "zone": day.hunt.tzinfo,
    }
    text = render_to_string("visits/mail/plan_for_hosts.txt", facts)
    return EmailMessage(f"Your part in {one_line(day.hunt.title)}", text, None, [address])


def send(letters: Iterable[EmailMessage]) -> int:
    """Send each letter by itself and return how many went; one that fails is logged, and the others still go."""
    connection = get_connection()
    sent = 0
    for letter in letters:
        try:
            sent += connection.send_messages([letter]) or 0
        except OSError as error:  # SMTPException is one; its text holds the address, so only its kind is logged
            logger.error("a changed plan was not mailed", extra={"fields": {"error": type(error).__name__}})
    return sent
