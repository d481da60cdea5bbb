from django.urls import path

from reflections.capture import serving, views

urlpatterns = [
    path("hunts/<slug:slug>/log/", views.log, name="log"),
    path("hunts/<slug:slug>/notebook/", views.notebook, name="notebook"),
    path("reflections/<uuid:pk>/", views.reflection, name="reflection"),
    path("reflections/<uuid:pk>/edit/", views.reflection_edit, name="reflection_edit"),
    path("reflections/<uuid:pk>/withdraw/", views.reflection_withdraw, name="reflection_withdraw"),
    path("reflections/<uuid:pk>/put-back/", views.reflection_put_back, name="reflection_put_back"),
    path("photos/<uuid:pk>/<str:size>/", serving.photo, name="photo"),
    path("voices/<uuid:pk>/", serving.voice, name="voice"),
]
