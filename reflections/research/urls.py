from django.urls import path

from reflections.research import desk, findings, tagging

urlpatterns = [
    path("programmes/<slug:slug>/reflections/", desk.desk, name="desk"),
    path("reflections/<uuid:pk>/tags/", tagging.tag_add, name="tag_add"),
    path("tags/<int:pk>/remove/", tagging.tag_remove, name="tag_remove"),
    path("reflections/<uuid:pk>/evidence/", findings.evidence_add, name="evidence_add"),
    path("programmes/<slug:slug>/findings/", findings.findings, name="findings"),
    path("programmes/<slug:slug>/findings/new/", findings.finding_new, name="finding_new"),
    path("programmes/<slug:slug>/findings/<int:pk>/", findings.finding, name="finding"),
    path("programmes/<slug:slug>/findings/<int:pk>/edit/", findings.finding_edit, name="finding_edit"),
    path("programmes/<slug:slug>/findings/<int:pk>/delete/", findings.finding_delete, name="finding_delete"),
    path(
        "programmes/<slug:slug>/findings/<int:pk>/evidence/<int:evidence_pk>/remove/",
        findings.evidence_remove,
        name="evidence_remove",
    ),
]
