from django.urls import path

from visits import choosing_urls, copying_urls, sharing_urls, suggest_urls, today_urls
from visits.views import host_import, hosts, places, plan, stops, venues

app_name = "visits"
directory = "programmes/<slug:slug>/"
urlpatterns = [
    path(f"{directory}hosts/", hosts.hosts, name="hosts"),
    path(f"{directory}hosts/new/", hosts.host_new, name="host_new"),
    path(f"{directory}hosts/import/", host_import.host_import, name="host_import"),
    path(
        f"{directory}hosts/import/template.<str:format>", host_import.host_import_template, name="host_import_template"
    ),
    path(f"{directory}hosts/import/<int:pk>/", host_import.host_import_check, name="host_import_check"),
    path(f"{directory}hosts/import/<int:pk>/drop/", host_import.host_import_drop, name="host_import_drop"),
    path(f"{directory}hosts/<int:pk>/", hosts.host, name="host"),
    path(f"{directory}hosts/<int:pk>/edit/", hosts.host_edit, name="host_edit"),
    path(f"{directory}hosts/<int:pk>/delete/", hosts.host_delete, name="host_delete"),
    path(f"{directory}hosts/<int:pk>/contacts/new/", hosts.contact_new, name="contact_new"),
    path(f"{directory}hosts/<int:pk>/contacts/<int:contact_pk>/edit/", hosts.contact_edit, name="contact_edit"),
    path(f"{directory}hosts/<int:pk>/contacts/<int:contact_pk>/delete/", hosts.contact_delete, name="contact_delete"),
    path(f"{directory}venues/new/", venues.venue_new, name="venue_new"),
    path(f"{directory}venues/<int:pk>/edit/", venues.venue_edit, name="venue_edit"),
    path(f"{directory}venues/<int:pk>/delete/", venues.venue_delete, name="venue_delete"),
    *copying_urls.urlpatterns,
    path("hunts/<slug:slug>/plan/", plan.plan, name="plan"),
    path("hunts/<slug:slug>/plan/undo/", plan.undo, name="plan_undo"),
    path("hunts/<slug:slug>/plan/redo/", plan.redo, name="plan_redo"),
    path("hunts/<slug:slug>/plan/history/", plan.history, name="plan_history"),
    path("hunts/<slug:slug>/places/", places.places, name="places"),
    path("hunts/<slug:slug>/stops/new/", stops.stop_new, name="stop_new"),
    path("hunts/<slug:slug>/stops/<uuid:uid>/edit/", stops.stop_edit, name="stop_edit"),
    path("hunts/<slug:slug>/stops/<uuid:uid>/delete/", stops.stop_delete, name="stop_delete"),
    path("hunts/<slug:slug>/routes/<int:number>/visits/", plan.visit_add, name="visit_add"),
    path("hunts/<slug:slug>/visits/<uuid:uid>/move/", plan.visit_move, name="visit_move"),
    path("hunts/<slug:slug>/visits/<uuid:uid>/remove/", plan.visit_remove, name="visit_remove"),
    path("hunts/<slug:slug>/visits/<uuid:uid>/leg/", stops.leg_edit, name="leg_edit"),
    *sharing_urls.urlpatterns,
    *choosing_urls.urlpatterns,
    *suggest_urls.urlpatterns,
    *today_urls.urlpatterns,
]
