from django.urls import path

from visits.views import (
    answers,
    choosing,
    copying,
    host_import,
    hosts,
    journeys,
    outputs,
    places,
    plan,
    readiness,
    sharing,
    stops,
    suggest,
    today,
    venues,
)

app_name = "visits"
programme = "programmes/<slug:slug>/"
hunt = "hunts/<slug:slug>/"
route = f"{hunt}routes/<int:number>/"
stop = f"{hunt}stops/<uuid:uid>/"
visit = f"{hunt}visits/<uuid:uid>/"

directory = [
    path(f"{programme}hosts/", hosts.hosts, name="hosts"),
    path(f"{programme}hosts/new/", hosts.host_new, name="host_new"),
    path(f"{programme}hosts/import/", host_import.host_import, name="host_import"),
    path(
        f"{programme}hosts/import/template.<str:format>", host_import.host_import_template, name="host_import_template"
    ),
    path(f"{programme}hosts/import/<int:pk>/", host_import.host_import_check, name="host_import_check"),
    path(f"{programme}hosts/import/<int:pk>/drop/", host_import.host_import_drop, name="host_import_drop"),
    path(f"{programme}hosts/<int:pk>/", hosts.host, name="host"),
    path(f"{programme}hosts/<int:pk>/edit/", hosts.host_edit, name="host_edit"),
    path(f"{programme}hosts/<int:pk>/delete/", hosts.host_delete, name="host_delete"),
    path(f"{programme}hosts/<int:pk>/contacts/new/", hosts.contact_new, name="contact_new"),
    path(f"{programme}hosts/<int:pk>/contacts/<int:contact_pk>/edit/", hosts.contact_edit, name="contact_edit"),
    path(f"{programme}hosts/<int:pk>/contacts/<int:contact_pk>/delete/", hosts.contact_delete, name="contact_delete"),
    path(f"{programme}venues/new/", venues.venue_new, name="venue_new"),
    path(f"{programme}venues/<int:pk>/edit/", venues.venue_edit, name="venue_edit"),
    path(f"{programme}venues/<int:pk>/delete/", venues.venue_delete, name="venue_delete"),
]

working_plan = [
    path(f"{hunt}plan/", plan.plan, name="plan"),
    path(f"{hunt}plan/undo/", plan.undo, name="plan_undo"),
    path(f"{hunt}plan/redo/", plan.redo, name="plan_redo"),
    path(f"{hunt}plan/history/", plan.history, name="plan_history"),
    path(f"{hunt}plan/measure/", journeys.plan_measure, name="measure"),
    path(f"{hunt}plan/split/", suggest.split, name="split"),
    path(f"{route}suggest/", suggest.suggest_order, name="suggest"),
    path(f"{route}suggest/mend/", suggest.mend, name="mend"),
    path(f"{hunt}stops/choose/", choosing.stop_choose, name="stop_choose"),
    path(f"{hunt}stops/new/", stops.stop_new, name="stop_new"),
    path(f"{hunt}places/", places.places, name="places"),
    path(f"{stop}edit/", stops.stop_edit, name="stop_edit"),
    path(f"{stop}delete/", stops.stop_delete, name="stop_delete"),
    path(f"{stop}answer/", answers.stop_answer, name="stop_answer"),
    path(f"{route}visits/", plan.visit_add, name="visit_add"),
    path(f"{visit}move/", plan.visit_move, name="visit_move"),
    path(f"{visit}remove/", plan.visit_remove, name="visit_remove"),
    path(f"{visit}leg/", stops.leg_edit, name="leg_edit"),
    path(f"{hunt}readiness/", readiness.readiness, name="readiness"),
    path(f"{hunt}copy/", copying.hunt_copy, name="hunt_copy"),
    path(f"{hunt}plan/plan.json", copying.plan_file, name="plan_file"),
    path(f"{programme}hunts/import/", copying.plan_import, name="plan_import"),
]

shared_plan = [
    path(f"{hunt}plan/share/", sharing.plan_share, name="plan_share"),
    path(f"{hunt}plan/shared/", sharing.plan_shared, name="plan_shared"),
    path(f"{hunt}plan/shared/<int:number>/", sharing.plan_shared_one, name="plan_shared_one"),
    path(f"{hunt}plan/take/", outputs.plan_take, name="plan_take"),
    path(f"{hunt}plan/print.pdf", outputs.print_file, name="print_file"),
    path(f"{route}route.gpx", outputs.route_gpx, name="route_gpx"),
    path(f"{route}route.geojson", outputs.route_geojson, name="route_geojson"),
    path(f"{route}calendar/renew/", outputs.route_calendar_renew, name="route_calendar_renew"),
    path(f"{hunt}my-calendar/", outputs.my_calendar, name="my_calendar"),
    path(f"{hunt}my-calendar/renew/", outputs.my_calendar_renew, name="my_calendar_renew"),
    path("calendar/routes/<str:key>.ics", outputs.route_calendar, name="route_calendar"),
    path("calendar/people/<str:key>.ics", outputs.persons_calendar, name="persons_calendar"),
    path(f"{hunt}today/", today.today, name="today"),
]

urlpatterns = [*directory, *working_plan, *shared_plan]
