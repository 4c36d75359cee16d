"""Pages of councils and governing bodies, and of their silence procedures."""

from django.urls import path

from councils.views import councils, objections, silence, silence_entry

app_name = "councils"

urlpatterns = [
    path("councils/", councils.council_list, name="list"),
    path("councils/<slug:code>/", councils.council, name="detail"),
    path("silence/", silence.silence_list, name="silence_list"),
    path("silence/new/", silence_entry.add, name="silence_add"),
    path("silence/objections/<slug:public_id>/<slug:action>/", objections.act, name="objection_act"),
    path("silence/<slug:public_id>/", silence.silence, name="silence"),
    path("silence/<slug:public_id>/edit/", silence_entry.edit, name="silence_edit"),
    path("silence/<slug:public_id>/objection/", objections.object_to, name="objection_add"),
    path("silence/<slug:public_id>/act/<slug:action>/", silence_entry.act, name="silence_act"),
]
