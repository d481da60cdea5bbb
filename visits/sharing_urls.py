from django.urls import path

from visits.views import outputs, sharing

urlpatterns = [
    path("hunts/<slug:slug>/plan/share/", sharing.plan_share, name="plan_share"),
    path("hunts/<slug:slug>/plan/shared/", sharing.plan_shared, name="plan_shared"),
    path("hunts/<slug:slug>/plan/shared/<int:number>/", sharing.plan_shared_one, name="plan_shared_one"),
    path("hunts/<slug:slug>/plan/take/", outputs.plan_take, name="plan_take"),
    path("hunts/<slug:slug>/plan/print.pdf", outputs.print_file, name="print_file"),
    path("hunts/<slug:slug>/routes/<int:number>/route.gpx", outputs.route_gpx, name="route_gpx"),
    path("hunts/<slug:slug>/routes/<int:number>/route.geojson", outputs.route_geojson, name="route_geojson"),
    path(
        "hunts/<slug:slug>/routes/<int:number>/calendar/renew/",
        outputs.route_calendar_renew,
        name="route_calendar_renew",
    ),
    path("hunts/<slug:slug>/my-calendar/", outputs.my_calendar, name="my_calendar"),
    path("hunts/<slug:slug>/my-calendar/renew/", outputs.my_calendar_renew, name="my_calendar_renew"),
    path("calendar/routes/<str:key>.ics", outputs.route_calendar, name="route_calendar"),
    path("calendar/people/<str:key>.ics", outputs.persons_calendar, name="persons_calendar"),
]
