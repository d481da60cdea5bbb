from django.urls import path

from visits.views import choosing

urlpatterns = [
    path("hunts/<slug:slug>/stops/choose/", choosing.stop_choose, name="stop_choose"),
]
