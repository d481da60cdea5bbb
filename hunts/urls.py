from django.urls import path

from hunts import joining_urls
from hunts.views import hunts, people, programmes

app_name = "hunts"
urlpatterns = [
    path("programmes/new/", programmes.programme_new, name="programme_new"),
    path("programmes/<slug:slug>/", programmes.programme, name="programme"),
    path("programmes/<slug:slug>/edit/", programmes.programme_edit, name="programme_edit"),
    path("programmes/<slug:slug>/conundrums/new/", programmes.conundrum_new, name="conundrum_new"),
    path("programmes/<slug:slug>/conundrums/<int:number>/edit/", programmes.conundrum_edit, name="conundrum_edit"),
    path(
        "programmes/<slug:slug>/conundrums/<int:number>/retire/", programmes.conundrum_retire, name="conundrum_retire"
    ),
    path("programmes/<slug:slug>/members/new/", programmes.member_add, name="member_add"),
    path("programmes/<slug:slug>/members/<int:pk>/remove/", programmes.member_remove, name="member_remove"),
    path("programmes/<slug:slug>/hunts/new/", hunts.hunt_new, name="hunt_new"),
    path("hunts/<slug:slug>/", hunts.hunt, name="hunt"),
    path("hunts/<slug:slug>/edit/", hunts.hunt_edit, name="hunt_edit"),
    path("hunts/<slug:slug>/stage/", hunts.hunt_stage, name="hunt_stage"),
    path("hunts/<slug:slug>/routes/new/", hunts.route_new, name="route_new"),
    path("hunts/<slug:slug>/routes/<int:number>/edit/", hunts.route_edit, name="route_edit"),
    path("hunts/<slug:slug>/routes/<int:number>/delete/", hunts.route_delete, name="route_delete"),
    path("hunts/<slug:slug>/invite/", people.invite, name="invite"),
    path("hunts/<slug:slug>/invite/qr.svg", people.invite_qr, name="invite_qr"),
    path("hunts/<slug:slug>/invite/renew/", people.join_code_renew, name="join_code_renew"),
    path("hunts/<slug:slug>/people/", people.people, name="people"),
    path("hunts/<slug:slug>/people/<int:pk>/route/", people.person_move, name="person_move"),
    *joining_urls.urlpatterns,
]
