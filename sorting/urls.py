from __future__ import annotations

from django.urls import path

from sorting.views import batches, board

urlpatterns = [
    path("batches/", batches.batches, name="batches"),
    path("batches/new/", batches.batch_new, name="batch_new"),
    path("batches/<int:pk>/", batches.batch, name="batch"),
    path("batches/<int:pk>/photos/", batches.batch_upload, name="batch_upload"),
    path("batches/<int:pk>/progress/", batches.batch_progress, name="batch_progress"),
    path("batches/<int:pk>/retry/", batches.batch_retry, name="batch_retry"),
    path("batches/<int:pk>/delete/", batches.batch_delete, name="batch_delete"),
    path("batches/<int:pk>/restore/", batches.batch_restore, name="batch_restore"),
    path("batches/<int:pk>/move/", board.photos_move, name="photos_move"),
    path("batches/<int:pk>/accept/", board.batch_accept, name="batch_accept"),
    path("batches/<int:pk>/suggestions/", board.batch_suggest, name="batch_suggest"),
    path("batch-cars/<int:pk>/merge/", board.car_merge, name="car_merge"),
    path("batch-cars/<int:pk>/plate/", board.car_name, name="car_name"),
    path("batch-cars/<int:pk>/accept/", board.car_accept, name="car_accept"),
    path("decisions/<int:pk>/undo/", board.decision_undo, name="decision_undo"),
]
