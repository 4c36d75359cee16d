from django.urls import path

from cica_portal.common.views import log, outbox, undo

app_name = "common"
urlpatterns = [
    path("log/", log.log, name="log"),
    path("log/export/", log.export, name="log_export"),
    path("log/<uuid:batch>/", log.act, name="act"),
    path("log/<uuid:batch>/undo/", undo.undo_act, name="undo_act"),
    path("log/changes/<int:pk>/undo/", undo.undo_change, name="undo_change"),
    path("outbox/", outbox.mail_list, name="outbox"),
    path("outbox/<int:pk>/", outbox.mail_detail, name="mail"),
    path("outbox/<int:pk>/html/", outbox.mail_html, name="mail_html"),
]
