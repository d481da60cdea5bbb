from django.urls import path

from visits.views import copying

urlpatterns = [
    path("hunts/<slug:slug>/copy/", copying.hunt_copy, name="hunt_copy"),
    path("hunts/<slug:slug>/plan/plan.json", copying.plan_file, name="plan_file"),
    path("programmes/<slug:slug>/hunts/import/", copying.plan_import, name="plan_import"),
]
