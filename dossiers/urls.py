"""Pages of the dossiers room; they share the namespace `powers` with `powers.urls`."""

from django.urls import path

from dossiers.views import comparing, detail, past, review, workbench

urlpatterns = [
    path("mine/", workbench.workbench, name="workbench"),
    path("review/", review.queue, name="queue"),
    path("review/export.<extension:extension>", review.queue_export, name="queue_export"),
    path("<int:pk>/", detail.detail, name="detail"),
    path("<int:pk>/submit/", detail.submit, name="submit"),
    path("<int:pk>/reopen/", detail.reopen, name="reopen"),
    path("<int:pk>/propose-removal/", detail.propose_removal, name="propose_removal"),
    path("<int:pk>/review/", review.review, name="review"),
    path("<int:pk>/review/agree/", review.agree, name="agree"),
    path("<int:pk>/review/send-back/", review.send_back, name="send_back"),
    path("<int:pk>/chart/compare/", comparing.chart_compare, name="chart_compare"),
    path("<int:pk>/history/", past.history, name="history"),
    path("<int:pk>/history/export.<extension:extension>", past.export, name="history_export"),
    path("<int:pk>/history/state/", past.as_of, name="as_of"),
]
