from django.urls import path

from visits.views import today

urlpatterns = [path("hunts/<slug:slug>/today/", today.today, name="today")]
