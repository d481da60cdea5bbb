from django.urls import path

from reflections.exports import views

urlpatterns = [
    path("programmes/<slug:slug>/export/", views.export, name="export"),
    path("programmes/<slug:slug>/export/<slug:what>.<slug:format>", views.export_file, name="export_file"),
]
