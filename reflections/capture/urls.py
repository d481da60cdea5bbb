from django.urls import path

from reflections.capture import saved_queue_page, sync
from reflections.capture.by_hand import paper_views, scribe_views
from reflections.capture.log import views
from reflections.capture.media import serving
from reflections.capture.own_data import history_views, my_data_views, withdrawing_views

urlpatterns = [
    path("hunts/<slug:slug>/log/", views.log, name="log"),
    path("hunts/<slug:slug>/notebook/", views.notebook, name="notebook"),
    path("reflections/<uuid:pk>/", views.reflection, name="reflection"),
    path("reflections/<uuid:pk>/edit/", views.reflection_edit, name="reflection_edit"),
    path("reflections/<uuid:pk>/withdraw/", views.reflection_withdraw, name="reflection_withdraw"),
    path("reflections/<uuid:pk>/put-back/", views.reflection_put_back, name="reflection_put_back"),
    path("hunts/<slug:slug>/withdraw-all/", withdrawing_views.everything_withdraw, name="withdraw_all"),
    path("hunts/<slug:slug>/put-back-all/", withdrawing_views.everything_put_back, name="put_back_all"),
    path("hunts/<slug:slug>/leave/", withdrawing_views.leave, name="leave"),
    path("hunts/<slug:slug>/for-somebody/", scribe_views.scribe, name="scribe"),
    path("hunts/<slug:slug>/paper-notes/", scribe_views.paper_note, name="paper_note"),
    path("hunts/<slug:slug>/my-code/", scribe_views.my_code, name="my_code"),
    path("hunts/<slug:slug>/paper-cards/", paper_views.paper_cards, name="paper_cards"),
    path("hunts/<slug:slug>/my-data/", my_data_views.my_data, name="my_data"),
    path("hunts/<slug:slug>/my-data/everything.zip", my_data_views.my_data_zip, name="my_data_zip"),
    path("reflections/<uuid:pk>/history/", history_views.reflection_history, name="reflection_history"),
    path(
        "reflections/<uuid:pk>/history/<int:revision>/restore/",
        history_views.reflection_restore,
        name="reflection_restore",
    ),
    path("hunts/<slug:slug>/sync/", sync.hello, name="sync_hello"),
    path("hunts/<slug:slug>/sync/reflections/<uuid:id>/", sync.reflection, name="sync_reflection"),
    path("hunts/<slug:slug>/sync/positions/<uuid:id>/", sync.positions, name="sync_positions"),
    path("hunts/<slug:slug>/sync/parts/<uuid:id>/", sync.part, name="sync_part"),
    path("hunts/<slug:slug>/saved-queue/", saved_queue_page.queue_import, name="queue_import"),
    path("photos/<uuid:pk>/<str:size>/", serving.photo, name="photo"),
    path("voices/<uuid:pk>/", serving.voice, name="voice"),
]
