"""Every named address of the site, and what its arguments stand for in a world of ``tests.worlds``."""

from django.urls import URLResolver, get_resolver, reverse

# What each argument is made of, by the name it has in ARGUMENTS.
VALUES = {
    "programme": lambda world: world.programme.slug,
    "hunt": lambda world: world.hunt.slug,
    "conundrum": lambda world: world.conundrum.number,
    "member": lambda world: world.member.pk,
    "route": lambda world: world.route.number,
    "person": lambda world: world.participation.pk,
    "code": lambda world: world.hunt.join_code,
    "key": lambda world: world.participation.key,
    "host": lambda world: world.host.pk,
    "host-import": lambda world: world.host_import.pk,
    "contact": lambda world: world.contact.pk,
    "venue": lambda world: world.venue.pk,
    "stop": lambda world: world.stop.uid,
    "visit": lambda world: world.visit.uid,
    "reflection": lambda world: world.reflection.pk,
    "withdrawn": lambda world: world.withdrawn.pk,
    "photo": lambda world: world.photo.pk,
    "size": lambda world: "full",
    "tag": lambda world: world.tag.pk,
    "finding": lambda world: world.finding.pk,
    "evidence": lambda world: world.evidence.pk,
    "what": lambda world: "reflections",
    "format": lambda world: "csv",
    "uid": lambda world: "1",
    "dead-key": lambda world: "dead-link",
    "security-key": lambda world: 1,
}

ARGUMENTS = {
    "account_reset_password_from_key": "uid dead-key",
    "mfa_edit_webauthn": "security-key",
    "mfa_remove_webauthn": "security-key",
    "hunts:programme": "programme",
    "hunts:programme_edit": "programme",
    "hunts:conundrum_new": "programme",
    "hunts:conundrum_edit": "programme conundrum",
    "hunts:conundrum_retire": "programme conundrum",
    "hunts:member_add": "programme",
    "hunts:member_remove": "programme member",
    "hunts:hunt_new": "programme",
    "hunts:hunt": "hunt",
    "hunts:hunt_edit": "hunt",
    "hunts:hunt_stage": "hunt",
    "hunts:route_new": "hunt",
    "hunts:route_edit": "hunt route",
    "hunts:route_delete": "hunt route",
    "hunts:invite": "hunt",
    "hunts:invite_qr": "hunt",
    "hunts:join_code_renew": "hunt",
    "hunts:people": "hunt",
    "hunts:person_move": "hunt person",
    "hunts:join": "code",
    "hunts:personal_link": "key",
    "hunts:welcome": "hunt",
    "hunts:consent": "hunt",
    "hunts:my_route": "hunt",
    "visits:hosts": "programme",
    "visits:host_new": "programme",
    "visits:host": "programme host",
    "visits:host_edit": "programme host",
    "visits:host_delete": "programme host",
    "visits:host_import": "programme",
    "visits:host_import_template": "programme format",
    "visits:host_import_check": "programme host-import",
    "visits:host_import_drop": "programme host-import",
    "visits:contact_new": "programme host",
    "visits:contact_edit": "programme host contact",
    "visits:contact_delete": "programme host contact",
    "visits:venue_new": "programme",
    "visits:venue_edit": "programme venue",
    "visits:venue_delete": "programme venue",
    "visits:plan": "hunt",
    "visits:plan_undo": "hunt",
    "visits:plan_redo": "hunt",
    "visits:plan_history": "hunt",
    "visits:places": "hunt",
    "visits:stop_new": "hunt",
    "visits:stop_edit": "hunt stop",
    "visits:stop_delete": "hunt stop",
    "visits:visit_add": "hunt route",
    "visits:visit_move": "hunt visit",
    "visits:visit_remove": "hunt visit",
    "visits:leg_edit": "hunt visit",
    "visits:today": "hunt",
    "reflections:log": "hunt",
    "reflections:notebook": "hunt",
    "reflections:reflection": "reflection",
    "reflections:reflection_edit": "reflection",
    "reflections:reflection_withdraw": "reflection",
    "reflections:reflection_put_back": "withdrawn",
    "reflections:photo": "photo size",
    "reflections:desk": "programme",
    "reflections:tag_add": "reflection",
    "reflections:tag_remove": "tag",
    "reflections:evidence_add": "reflection",
    "reflections:findings": "programme",
    "reflections:finding_new": "programme",
    "reflections:finding": "programme finding",
    "reflections:finding_edit": "programme finding",
    "reflections:finding_delete": "programme finding",
    "reflections:evidence_remove": "programme finding evidence",
    "reflections:export": "programme",
    "reflections:export_file": "programme what format",
}


def named_addresses(resolver=None, namespaces=()):
    """Every name that ``reverse`` knows, with its namespaces, such as ``hunts:hunt_edit``."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from named_addresses(pattern, inner)
        elif pattern.name:
            yield ":".join((*namespaces, pattern.name))


def address(name, world, **other):
    """The address called ``name`` in ``world``; ``other`` replaces values of arguments, by their names above."""
    values = [other.get(argument, VALUES[argument](world)) for argument in ARGUMENTS.get(name, "").split()]
    return reverse(name, args=values)
