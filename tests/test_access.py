"""Who gets where: every named address of the site, asked for by everybody it could matter to.

Each table below is what the site must answer; the test draws the same table from what it does answer, so an address
without a row, a row without an address and an answer that differs all show as a difference of lines. Every address is
asked for by GET and, outside the admin, by POST without fields; a line that would say 405 to everybody signed in is
left out.

A member of the team without the role is told 403, but what only its author may do with a reflection, and the photos,
do not exist for anybody else (404).

In the tables: ``in`` is a redirect to sign-in, ``->`` any other redirect, ``!`` behind an answer would say that a GET,
or a post that was refused, changed something in the database. Who asks:

nobody     is not signed in
stranger   is signed in and has nothing to do with the programme
party      takes part in the hunt, by a personal link
other      takes part in another hunt of the same programme
researcher researches in the programme
organiser  organises the programme
elsewhere  organises and researches in another programme
staff      may use the admin, and is a stranger to every programme
"""

import re
from functools import partial

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from tests import builders
from tests.addresses import address, named_addresses
from tests.worlds import make_person, make_programme_world

ROLES = ["nobody", "stranger", "party", "other", "researcher", "organiser", "elsewhere", "staff"]
PASSING = {"django_session", "site_cache", "hunts_tally"}  # written by looking at a page, too

ADMIN_ARGUMENTS = {
    "admin:app_list": lambda world: ["hunts"],
    "admin:auth_user_password_change": lambda world: [world.staff.pk],
    "admin:view_on_site": lambda world: [0, 0],
}

TABLES = {
    "site": """
                     nobody stranger party other researcher organiser elsewhere staff
        GET  home    200    200      200   200   200        200       200       200
        GET  healthz 200    200      200   200   200        200       200       200
        GET  style   200    200      200   200   200        200       200       200
        GET  service_worker 200 200  200   200   200        200       200       200
        GET  manifest 200   200      200   200   200        200       200       200
        GET  no_signal 200  200      200   200   200        200       200       200
    """,
    "account": """
                                                  nobody stranger party other researcher organiser elsewhere staff
        GET  account_login                        200    ->       ->    ->    ->         ->        ->        ->
        POST account_login                        200    ->       ->    ->    ->         ->        ->        ->
        GET  account_logout                       ->     200      200   200   200        200       200       200
        POST account_logout                       ->     ->       ->    ->    ->         ->        ->        ->
        GET  account_inactive                     200    200      200   200   200        200       200       200
        GET  account_signup                       200    ->       ->    ->    ->         ->        ->        ->
        POST account_signup                       200    ->       ->    ->    ->         ->        ->        ->
        GET  account_reauthenticate               in     200      ->    ->    200        200       200       200
        POST account_reauthenticate               in     200      ->    ->    200        200       200       200
        GET  account_email                        in     200      200   200   200        200       200       200
        POST account_email                        in     ->       ->    ->    ->         ->        ->        ->
        GET  account_email_verification_sent      in     ->       ->    ->    ->         ->        ->        ->
        POST account_email_verification_sent      in     ->       ->    ->    ->         ->        ->        ->
        GET  account_change_password              in     200      ->    ->    200        200       200       200
        POST account_change_password              in     200      ->    ->    200        200       200       200
        GET  account_set_password                 in     ->       ->    ->    ->         ->        ->        ->
        POST account_set_password                 in     ->       ->    ->    ->         ->        ->        ->
        GET  account_reset_password               200    200      200   200   200        200       200       200
        POST account_reset_password               200    200      200   200   200        200       200       200
        GET  account_confirm_login_code           ->     ->       ->    ->    ->         ->        ->        ->
        POST account_confirm_login_code           ->     ->       ->    ->    ->         ->        ->        ->
        GET  account_reset_password_from_key_done 200    200      200   200   200        200       200       200
        GET  account_reset_password_from_key      200    200      200   200   200        200       200       200
        POST account_reset_password_from_key      200    200      200   200   200        200       200       200
        GET  account_reset_password_done          200    200      200   200   200        200       200       200
        GET  account_request_login_code           200    ->       ->    ->    ->         ->        ->        ->
        POST account_request_login_code           200    ->       ->    ->    ->         ->        ->        ->
    """,
    "mfa": """
                                         nobody stranger party other researcher organiser elsewhere staff
        GET  mfa_index                   in     200      ->    ->    200        200       200       200
        POST mfa_index                   in     405      ->    ->    405        405       405       405
        GET  mfa_authenticate            in     ->       ->    ->    ->         ->        ->        ->
        POST mfa_authenticate            in     ->       ->    ->    ->         ->        ->        ->
        GET  mfa_reauthenticate          in     ->       ->    ->    ->         ->        ->        ->
        POST mfa_reauthenticate          in     ->       ->    ->    ->         ->        ->        ->
        GET  mfa_activate_totp           in     ->       ->    ->    ->         ->        ->        ->
        POST mfa_activate_totp           in     ->       ->    ->    ->         ->        ->        ->
        GET  mfa_deactivate_totp         in     404      ->    ->    404        404       404       404
        POST mfa_deactivate_totp         in     404      ->    ->    404        404       404       404
        GET  mfa_view_recovery_codes     in     404      ->    ->    404        404       404       404
        POST mfa_view_recovery_codes     in     405      ->    ->    405        405       405       405
        GET  mfa_generate_recovery_codes in     ->       ->    ->    ->         ->        ->        ->
        POST mfa_generate_recovery_codes in     ->       ->    ->    ->         ->        ->        ->
        GET  mfa_download_recovery_codes in     404      ->    ->    404        404       404       404
        POST mfa_download_recovery_codes in     404      ->    ->    404        404       404       404
        GET  mfa_list_webauthn           in     200      ->    ->    200        200       200       200
        POST mfa_list_webauthn           in     405      ->    ->    405        405       405       405
        GET  mfa_add_webauthn            in     ->       ->    ->    ->         ->        ->        ->
        POST mfa_add_webauthn            in     ->       ->    ->    ->         ->        ->        ->
        GET  mfa_reauthenticate_webauthn in     ->       ->    ->    ->         ->        ->        ->
        POST mfa_reauthenticate_webauthn in     ->       ->    ->    ->         ->        ->        ->
        GET  mfa_remove_webauthn         in     ->       ->    ->    ->         ->        ->        ->
        POST mfa_remove_webauthn         in     ->       ->    ->    ->         ->        ->        ->
        GET  mfa_edit_webauthn           in     ->       ->    ->    ->         ->        ->        ->
        POST mfa_edit_webauthn           in     ->       ->    ->    ->         ->        ->        ->
        GET  mfa_login_webauthn          in     ->       ->    ->    ->         ->        ->        ->
        POST mfa_login_webauthn          in     ->       ->    ->    ->         ->        ->        ->
    """,
    "admin": """
                                        nobody stranger party other researcher organiser elsewhere staff
        GET  admin:index                in     in       in    in    in         in        in        200
        GET  admin:login                in     403      403   403   403        403       403       ->
        GET  admin:logout               in     ->       ->    ->    ->         ->        ->        405
        GET  admin:*_change             in     in       in    in    in         in        in        200
        GET  admin:password_change_done in     in       in    in    in         in        in        200
        GET  admin:autocomplete         in     in       in    in    in         in        in        403
        GET  admin:jsi18n               in     in       in    in    in         in        in        200
        GET  admin:view_on_site         in     in       in    in    in         in        in        404
        GET  admin:*_changelist         in     in       in    in    in         in        in        200
        GET  admin:*_add                in     in       in    in    in         in        in        200
        GET  admin:*_history            in     in       in    in    in         in        in        ->
        GET  admin:*_delete             in     in       in    in    in         in        in        ->
        GET  admin:*_change             in     in       in    in    in         in        in        ->
        GET  admin:*_history            in     in       in    in    in         in        in        200
        GET  admin:*_delete             in     in       in    in    in         in        in        200
        GET  admin:*_add                in     in       in    in    in         in        in        403
        GET  admin:app_list             in     in       in    in    in         in        in        200
    """,
    "hunts": """
                                    nobody stranger party other researcher organiser elsewhere staff
        GET  hunts:programme_new    in     200      200   200   200        200       200       200
        POST hunts:programme_new    in     200      200   200   200        200       200       200
        GET  hunts:programme        in     404      404   404   200        200       404       404
        GET  hunts:programme_edit   in     404      404   404   403        200       404       404
        POST hunts:programme_edit   in     404      404   404   403        200       404       404
        GET  hunts:conundrum_new    in     404      404   404   403        200       404       404
        POST hunts:conundrum_new    in     404      404   404   403        200       404       404
        GET  hunts:conundrum_edit   in     404      404   404   403        200       404       404
        POST hunts:conundrum_edit   in     404      404   404   403        200       404       404
        POST hunts:conundrum_retire in     404      404   404   403        ->        404       404
        GET  hunts:member_add       in     404      404   404   403        200       404       404
        POST hunts:member_add       in     404      404   404   403        200       404       404
        POST hunts:member_remove    in     404      404   404   403        ->        404       404
        GET  hunts:hunt_new         in     404      404   404   403        200       404       404
        POST hunts:hunt_new         in     404      404   404   403        200       404       404
        GET  hunts:hunt             in     404      ->    404   200        200       404       404
        GET  hunts:hunt_edit        in     404      403   404   403        200       404       404
        POST hunts:hunt_edit        in     404      403   404   403        200       404       404
        POST hunts:hunt_stage       in     404      403   404   403        ->        404       404
        GET  hunts:route_new        in     404      403   404   403        200       404       404
        POST hunts:route_new        in     404      403   404   403        200       404       404
        GET  hunts:route_edit       in     404      403   404   403        200       404       404
        POST hunts:route_edit       in     404      403   404   403        200       404       404
        GET  hunts:route_delete     in     404      403   404   403        200       404       404
        POST hunts:route_delete     in     404      403   404   403        ->        404       404
        GET  hunts:invite           in     404      403   404   403        200       404       404
        GET  hunts:invite_qr        in     404      403   404   403        200       404       404
        POST hunts:join_code_renew  in     404      403   404   403        ->        404       404
        GET  hunts:people           in     404      403   404   403        200       404       404
        POST hunts:person_move      in     404      403   404   403        ->        404       404
        GET  hunts:join             200    200      ->    200   200        200       200       200
        POST hunts:join             200    200      ->    200   200        200       200       200
        GET  hunts:personal_link    200    200      200   200   200        200       200       200
        POST hunts:personal_link    403    403      403   403   403        403       403       403
        GET  hunts:welcome          in     404      200   404   403        403       404       404
        GET  hunts:consent          in     404      200   404   403        403       404       404
        POST hunts:consent          in     404      200   404   403        403       404       404
        GET  hunts:my_route         in     404      200   404   403        403       404       404
        POST hunts:my_route         in     404      200   404   403        403       404       404
        GET  hunts:positions        in     404      200   404   403        403       404       404
        POST hunts:positions        in     404      200   404   403        403       404       404
        POST hunts:positions_later  in     404      ->    404   403        403       404       404
    """,
    "visits": """
                                   nobody stranger party other researcher organiser elsewhere staff
        GET  visits:hosts          in     404      404   404   200        200       404       404
        GET  visits:host_new       in     404      404   404   403        200       404       404
        POST visits:host_new       in     404      404   404   403        200       404       404
        GET  visits:host           in     404      404   404   200        200       404       404
        GET  visits:host_edit      in     404      404   404   403        200       404       404
        POST visits:host_edit      in     404      404   404   403        200       404       404
        GET  visits:host_delete    in     404      404   404   403        200       404       404
        POST visits:host_delete    in     404      404   404   403        ->        404       404
        GET  visits:host_import    in     404      404   404   403        200       404       404
        POST visits:host_import    in     404      404   404   403        200       404       404
        GET  visits:host_import_template in 404    404   404   403        200       404       404
        GET  visits:host_import_check in  404      404   404   403        200       404       404
        POST visits:host_import_check in  404      404   404   403        ->        404       404
        POST visits:host_import_drop in   404      404   404   403        ->        404       404
        GET  visits:contact_new    in     404      404   404   403        200       404       404
        POST visits:contact_new    in     404      404   404   403        200       404       404
        GET  visits:contact_edit   in     404      404   404   403        200       404       404
        POST visits:contact_edit   in     404      404   404   403        200       404       404
        GET  visits:contact_delete in     404      404   404   403        200       404       404
        POST visits:contact_delete in     404      404   404   403        ->        404       404
        GET  visits:venue_new      in     404      404   404   403        200       404       404
        POST visits:venue_new      in     404      404   404   403        200       404       404
        GET  visits:venue_edit     in     404      404   404   403        200       404       404
        POST visits:venue_edit     in     404      404   404   403        200       404       404
        GET  visits:venue_delete   in     404      404   404   403        200       404       404
        POST visits:venue_delete   in     404      404   404   403        ->        404       404
        GET  visits:hunt_copy      in     404      403   404   403        200       404       404
        POST visits:hunt_copy      in     404      403   404   403        200       404       404
        GET  visits:plan_file      in     404      403   404   200        200       404       404
        GET  visits:plan_import    in     404      404   404   403        200       404       404
        POST visits:plan_import    in     404      404   404   403        200       404       404
        GET  visits:plan           in     404      403   404   200        200       404       404
        GET  visits:places         in     404      403   404   403        200       404       404
        GET  visits:stop_new       in     404      403   404   403        200       404       404
        POST visits:stop_new       in     404      403   404   403        200       404       404
        GET  visits:stop_choose    in     404      403   404   403        200       404       404
        POST visits:stop_choose    in     404      403   404   403        ->        404       404
        GET  visits:stop_answer    in     404      403   404   403        200       404       404
        POST visits:stop_answer    in     404      403   404   403        200       404       404
        GET  visits:stop_edit      in     404      403   404   403        200       404       404
        POST visits:stop_edit      in     404      403   404   403        200       404       404
        GET  visits:stop_delete    in     404      403   404   403        200       404       404
        POST visits:stop_delete    in     404      403   404   403        ->        404       404
        POST visits:visit_add      in     404      403   404   403        ->        404       404
        GET  visits:plan_history   in     404      403   404   200        200       404       404
        POST visits:plan_undo      in     404      403   404   403        ->        404       404
        POST visits:plan_redo      in     404      403   404   403        ->        404       404
        GET  visits:readiness      in     404      403   404   200        200       404       404
        POST visits:measure        in     404      403   404   403        ->        404       404
        POST visits:visit_move     in     404      403   404   403        ->        404       404
        POST visits:visit_remove   in     404      403   404   403        ->        404       404
        GET  visits:leg_edit       in     404      403   404   403        200       404       404
        POST visits:leg_edit       in     404      403   404   403        200       404       404
        GET  visits:suggest        in     404      403   404   403        200       404       404
        POST visits:suggest        in     404      403   404   403        ->        404       404
        POST visits:mend           in     404      403   404   403        ->        404       404
        GET  visits:split          in     404      403   404   403        200       404       404
        POST visits:split          in     404      403   404   403        ->        404       404
        GET  visits:plan_share          in     404      403   404   403        200       404       404
        POST visits:plan_share          in     404      403   404   403        409       404       404
        GET  visits:plan_shared         in     404      403   404   200        200       404       404
        GET  visits:plan_shared_one     in     404      403   404   200        200       404       404
        GET  visits:plan_take           in     404      403   404   200        200       404       404
        GET  visits:print_file          in     404      403   404   200        200       404       404
        GET  visits:route_gpx           in     404      200   404   200        200       404       404
        GET  visits:route_geojson       in     404      200   404   200        200       404       404
        GET  visits:route_calendar      200    200      200   200   200        200       200       200
        POST visits:route_calendar_renew in    404      403   404   403        ->        404       404
        GET  visits:persons_calendar    200    200      200   200   200        200       200       200
        GET  visits:my_calendar         in     404      200   404   403        403       404       404
        POST visits:my_calendar_renew   in     404      ->    404   403        403       404       404
        GET  visits:today          in     404      200   404   403        403       404       404
    """,
    "reflections": """
                                             nobody stranger party other researcher organiser elsewhere staff
        GET  reflections:log                 in     404      200   404   403        403       404       404
        POST reflections:log                 in     404      200   404   403        403       404       404
        GET  reflections:notebook            in     404      200   404   403        403       404       404
        GET  reflections:reflection          in     404      200   404   200        403       404       404
        GET  reflections:reflection_edit     in     404      200   404   404        404       404       404
        POST reflections:reflection_edit     in     404      200   404   404        404       404       404
        GET  reflections:reflection_withdraw in     404      200   404   404        404       404       404
        POST reflections:reflection_withdraw in     404      ->    404   404        404       404       404
        POST reflections:reflection_put_back in     404      ->    404   404        404       404       404
        GET  reflections:withdraw_all        in     404      200   404   403        403       404       404
        POST reflections:withdraw_all        in     404      ->    404   403        403       404       404
        POST reflections:put_back_all        in     404      ->    404   403        403       404       404
        GET  reflections:leave               in     404      200   404   403        403       404       404
        POST reflections:leave               in     404      200   404   403        403       404       404
        GET  reflections:scribe              in     404      200   404   403        200       404       404
        POST reflections:scribe              in     404      200   404   403        200       404       404
        GET  reflections:paper_note          in     404      200   404   403        200       404       404
        POST reflections:paper_note          in     404      200   404   403        200       404       404
        GET  reflections:my_code             in     404      200   404   403        403       404       404
        POST reflections:my_code             in     404      ->    404   403        403       404       404
        GET  reflections:paper_cards         in     404      403   404   403        200       404       404
        POST reflections:paper_cards         in     404      403   404   403        200       404       404
        GET  reflections:my_data             in     404      200   404   403        403       404       404
        GET  reflections:my_data_zip         in     404      200   404   403        403       404       404
        GET  reflections:reflection_history  in     404      200   404   404        404       404       404
        POST reflections:reflection_restore  in     404      ->    404   404        404       404       404
        GET  reflections:photo               in     404      200   404   200        404       404       404
        GET  reflections:voice               in     404      200   404   200        404       404       404
        GET  reflections:sync_hello          401    404      200   404   403        403       404       404
        GET  reflections:sync_part           401    404      200   404   403        403       404       404
        GET  reflections:queue_import        in     404      200   404   403        200       404       404
        POST reflections:queue_import        in     404      200   404   403        200       404       404
        GET  reflections:desk                in     404      404   404   200        403       404       404
        POST reflections:tag_add             in     404      404   404   200        403       404       404
        POST reflections:tag_remove          in     404      404   404   ->         403       404       404
        POST reflections:evidence_add        in     404      404   404   200        403       404       404
        GET  reflections:findings            in     404      404   404   200        403       404       404
        GET  reflections:finding_new         in     404      404   404   200        403       404       404
        POST reflections:finding_new         in     404      404   404   200        403       404       404
        GET  reflections:finding             in     404      404   404   200        403       404       404
        GET  reflections:finding_edit        in     404      404   404   200        403       404       404
        POST reflections:finding_edit        in     404      404   404   200        403       404       404
        GET  reflections:finding_delete      in     404      404   404   200        403       404       404
        POST reflections:finding_delete      in     404      404   404   ->         403       404       404
        POST reflections:evidence_remove     in     404      404   404   ->         403       404       404
        GET  reflections:export              in     404      404   404   200        403       404       404
        GET  reflections:export_file         in     404      404   404   200        403       404       404
    """,
}


def section_of(name):
    namespace, colon, _ = name.partition(":")
    first = name.partition("_")[0]
    return namespace if colon else first if first in {"account", "mfa"} else "site"


@pytest.fixture
def world(db):
    people = [make_person(name) for name in ("amina", "carys", "erin")]
    amina, carys, erin = people
    world = make_programme_world("canal", amina, carys, builders.make_user("ben", email=None))
    make_programme_world("river", erin, erin, builders.make_user("hamid", email=None))
    world.other = builders.make_user("femi", email=None)
    builders.make_participation(builders.make_hunt(world.programme, slug="another-hunt"), world.other)
    world.stranger = make_person("dev")
    world.staff = make_person("gwen", is_staff=True, is_superuser=True)
    world.elsewhere, world.party = erin, world.participant
    return world


@pytest.fixture
def sessions(world):
    """The cookies of everybody, signed in once."""
    return {role: signed_in(getattr(world, role)) if role != "nobody" else Client().cookies for role in ROLES}


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client.cookies


@pytest.mark.parametrize("section", TABLES)
def test_everybody_gets_where_they_may_and_nowhere_else(section, world, sessions):
    names = [name for name in named_addresses() if section_of(name) == section]

    assert drawn(names, world, sessions) == lines_of(TABLES[section])


def test_every_address_is_in_a_table():
    assert {section_of(name) for name in named_addresses()} == set(TABLES)


def lines_of(table):
    heading, *lines = [line.split() for line in table.strip().splitlines()]
    assert heading == ROLES
    return ordered(" ".join(line) for line in lines)


def drawn(names, world, sessions):
    """The lines of a table, once each: pages of the admin are alike for most kinds of rows."""
    lines = {}
    for name in names:
        for method in ["GET"] if name.startswith("admin:") else ["GET", "POST"]:
            answers = [answer(method, locate(name, world), sessions[role]) for role in ROLES]
            if set(answers[1:]) != {"405"}:
                lines[" ".join([method, row_name(name), *answers])] = None
    return ordered(lines)


def ordered(lines):
    return sorted(lines, key=lambda line: line.split()[1:])


def row_name(name):
    return re.sub(r"^admin:(.*)_(changelist|add|change|delete|history)$", r"admin:*_\2", name)


def locate(name, world):
    """The address; for a page of the admin about one row, that of the first."""
    about_a_row = re.fullmatch(r"admin:([a-z]+)_([a-z]+)_(change|delete|history)", name)
    if name in ADMIN_ARGUMENTS:
        return reverse(name, args=ADMIN_ARGUMENTS[name](world))
    if not about_a_row:
        return address(name, world)
    model = apps.get_model(*about_a_row.group(1, 2))
    return reverse(name, args=[model._base_manager.values_list("pk", flat=True).first() or 0])


def answer(method, url, cookies):
    """What one person is told, in the words of the tables; afterwards everything is as it was."""
    client = Client()
    client.cookies = cookies.copy()
    writes = []
    with transaction.atomic(), connection.execute_wrapper(partial(note_writes, writes)):
        response = client.generic(method, url)
        transaction.set_rollback(True)
    word = word_for(response)
    may_change = method == "POST" and response.status_code < 400 and word != "in"
    return f"{word}!" if writes and not may_change else word


def note_writes(writes, execute, sql, params, many, context):
    """A wrapper of database queries: adds to ``writes`` what changes anything but sessions and rate limits."""
    written = re.match(r'(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"', sql)
    if written and written.group(1) not in PASSING:
        writes.append(sql)
    return execute(sql, params, many, context)


def word_for(response):
    if response.status_code not in (301, 302):
        return str(response.status_code)
    to = response["Location"].partition("?")[0]
    return "in" if to in (reverse("account_login"), reverse("admin:login")) else "->"
