from django.urls import path

from visits import today_urls
from visits.views import hosts, places, plan, venues

app_name = "visits"
directory = "programmes/<slug:slug>/"
urlpatterns = [
    path(f"{directory}hosts/", hosts.hosts, name="hosts"),
    path(f"{directory}hosts/new/", hosts.host_new, name="host_new"),
    path(f"{directory}hosts/<int:pk>/", hosts.host, name="host"),
    path(f"{directory}hosts/<int:pk>/edit/", hosts.host_edit, name="host_edit"),
    path(f"{directory}hosts/<int:pk>/delete/", hosts.host_delete, name="host_delete"),
    path(f"{directory}hosts/<int:pk>/contacts/new/", hosts.contact_new, name="contact_new"),
    path(f"{directory}hosts/<int:pk>/contacts/<int:contact_pk>/edit/", hosts.contact_edit, name="contact_edit"),
    path(f"{directory}hosts/<int:pk>/contacts/<int:contact_pk>/delete/", hosts.contact_delete, name="contact_delete"),
    path(f"{directory}venues/new/", venues.venue_new, name="venue_new"),
    path(f"{directory}venues/<int:pk>/edit/", venues.venue_edit, name="venue_edit"),
    path(f"{directory}venues/<int:pk>/delete/", venues.venue_delete, name="venue_delete"),
    path("hunts/<slug:slug>/plan/", plan.plan, name="plan"),
    path("hunts/<slug:slug>/places/", places.places, name="places"),
    path("hunts/<slug:slug>/stops/new/", plan.stop_new, name="stop_new"),
    path("hunts/<slug:slug>/stops/<int:pk>/edit/", plan.stop_edit, name="stop_edit"),
    path("hunts/<slug:slug>/stops/<int:pk>/delete/", plan.stop_delete, name="stop_delete"),
    path("hunts/<slug:slug>/routes/<int:number>/visits/", plan.visit_add, name="visit_add"),
    path("hunts/<slug:slug>/visits/<int:pk>/move/", plan.visit_move, name="visit_move"),
    path("hunts/<slug:slug>/visits/<int:pk>/remove/", plan.visit_remove, name="visit_remove"),
    path("hunts/<slug:slug>/visits/<int:pk>/leg/", plan.leg_edit, name="leg_edit"),
    *today_urls.urlpatterns,
]
