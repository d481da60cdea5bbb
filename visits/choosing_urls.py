from django.urls import path

from visits.views import answers, choosing, journeys, readiness

urlpatterns = [
    path("hunts/<slug:slug>/stops/choose/", choosing.stop_choose, name="stop_choose"),
    path("hunts/<slug:slug>/stops/<uuid:uid>/answer/", answers.stop_answer, name="stop_answer"),
    path("hunts/<slug:slug>/plan/measure/", journeys.plan_measure, name="measure"),
    path("hunts/<slug:slug>/readiness/", readiness.readiness, name="readiness"),
]
