"""Addresses of what is worked out for a plan: the best order, repairs, a split."""

from django.urls import path

from visits.views import suggest

urlpatterns = [
    path("hunts/<slug:slug>/routes/<int:number>/suggest/", suggest.suggest_order, name="suggest"),
    path("hunts/<slug:slug>/routes/<int:number>/suggest/mend/", suggest.mend, name="mend"),
    path("hunts/<slug:slug>/plan/split/", suggest.split, name="split"),
]
