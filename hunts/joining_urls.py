"""Where participants come in, and what they decide about themselves."""

from django.urls import path

from hunts.views import joining, own, positions

urlpatterns = [
    path("j/<str:code>/", joining.join, name="join"),
    path("me/<str:key>/", joining.personal_link, name="personal_link"),
    path("hunts/<slug:slug>/welcome/", own.welcome, name="welcome"),
    path("hunts/<slug:slug>/consent/", own.consent, name="consent"),
    path("hunts/<slug:slug>/my-route/", own.my_route, name="my_route"),
    path("hunts/<slug:slug>/positions/<str:when>/", positions.positions, name="positions"),
    path("hunts/<slug:slug>/positions/<str:when>/later/", positions.positions_later, name="positions_later"),
]
