from django.urls import path

from visits.views import answers, choosing

urlpatterns = [
    path("hunts/<slug:slug>/stops/choose/", choosing.stop_choose, name="stop_choose"),
    path("hunts/<slug:slug>/stops/<uuid:uid>/answer/", answers.stop_answer, name="stop_answer"),
]
