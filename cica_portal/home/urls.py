"""The start page, a liaison's own calendar, and receivers of webhooks."""

from django.urls import path

from cica_portal.home import calendars, views
from cica_portal.home.webhooks import views as webhooks

urlpatterns = [
    path("", views.home, name="home"),
    path("calendar/mine/", calendars.mine, name="calendar_mine"),
    path("calendar/mine/seen/", calendars.mark_seen, name="calendar_seen"),
    path("account/webhooks/", webhooks.receiver_list, name="webhooks"),
    path("account/webhooks/new/", webhooks.add, name="webhook_add"),
    path("account/webhooks/<slug:public_id>/", webhooks.receiver, name="webhook"),
    path("account/webhooks/<slug:public_id>/edit/", webhooks.edit, name="webhook_edit"),
    path("account/webhooks/<slug:public_id>/act/<slug:action>/", webhooks.act, name="webhook_act"),
]
