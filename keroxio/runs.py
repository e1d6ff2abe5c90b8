"""One run of an engine is one row. The rows are the truth; the broker is only a bell."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread
from typing import Any, ClassVar, Self, TypeVar

from celery import current_app
from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from kombu.exceptions import OperationalError

from keroxio.engine_messages import translated
from keroxio.errors import EngineError
from keroxio.whole_files import FULL

logger = logging.getLogger(__name__)

BEAT = timedelta(seconds=5)
# Six missed beats: the process that claimed the row is dead, not slow.
STALE = timedelta(seconds=30)
MAX_ATTEMPTS = 5
RETRY_DELAY = timedelta(seconds=5)
LONGEST_DELAY = timedelta(hours=1)
DISK_FULL = gettext_noop("The disk is full: nothing could be stored. It is tried again in a moment.")


R = TypeVar("R", bound="Run")


class RunQuerySet(models.QuerySet[R]):
    def request(self, **fields: Any) -> R:
        """Create a queued run and ring for it once the surrounding transaction is committed."""
        run = self.create(**fields)
        run.ring()
        return run

    def conclude(self, runs: Sequence[R]) -> None:
        """Store many new runs as done, as ``Run.conclude`` does one."""
        now = timezone.now()
        for run in runs:
            run.status, run.attempts, run.started_at, run.finished_at = Run.Status.DONE, 1, now, now
        with transaction.atomic():
            self.bulk_create(runs)
            for run in runs:
                run.follow()

    def unfinished(self) -> Self:
        return self.filter(status__in=[Run.Status.QUEUED, Run.Status.RUNNING])

    def claimable(self) -> Self:
        now = timezone.now()
        waiting = Q(status=Run.Status.QUEUED) & (Q(retry_at=None) | Q(retry_at__lte=now))
        stale = Q(status=Run.Status.RUNNING, heartbeat_at__lt=now - STALE)
        return self.filter(waiting | stale)

    def ring_overdue(self, *, limit: int = 500) -> int:
        """Ring again for runs whose message or worker was lost; give up on those that keep killing workers."""
        now = timezone.now()
        self.claimable().filter(attempts__gte=MAX_ATTEMPTS).update(
            status=Run.Status.FAILED, error=gettext_noop("Interrupted too often. Try again."), finished_at=now
        )
        served = self.unfinished().filter(dealership=OuterRef("dealership"), queue=Run.Queue.BULK).exclude(rung_at=None)
        lost = self.claimable().filter(Q(rung_at=None) | Q(rung_at__lt=now - STALE)).annotate(is_served=Exists(served))
        # Those that wait for their dealership's turn are not lost: the run before them rings.
        lost = lost.exclude(queue=Run.Queue.BULK, rung_at=None, is_served=True).order_by("pk")[:limit]
        return sum(run.ring() for run in lost)


class Run(models.Model):
    """Subclasses name their celery ``task`` and implement ``produce``."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("Queued")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    class Queue(models.TextChoices):
        INTERACTIVE = "interactive", _("A person is waiting")
        BULK = "bulk", _("Bulk")

    task: ClassVar[str]

    dealership = models.ForeignKey(
        "accounts.Dealership", models.CASCADE, related_name="+", verbose_name=_("dealership")
    )
    status = models.CharField(_("status"), max_length=7, choices=Status, default=Status.QUEUED)
    queue = models.CharField(_("queue"), max_length=11, choices=Queue, default=Queue.INTERACTIVE)
    engine = models.CharField(_("engine"), max_length=40, blank=True)
    error = models.TextField(_("error"), blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    rung_at = models.DateTimeField(null=True, editable=False)
    retry_at = models.DateTimeField(null=True, editable=False)
    started_at = models.DateTimeField(_("started"), null=True, editable=False)
    heartbeat_at = models.DateTimeField(null=True, editable=False)
    finished_at = models.DateTimeField(_("finished"), null=True, editable=False)

    objects = RunQuerySet.as_manager()

    class Meta:
        abstract = True
        indexes = [
            models.Index(fields=["dealership", "-created_at"], name="%(class)s_recent"),
            models.Index(
                fields=["status", "heartbeat_at"], name="%(class)s_open", condition=Q(status__in=["queued", "running"])
            ),
        ]

    def produce(self) -> None:
        """Ask the engine and set the result on the row. Raises ``EngineError`` when it cannot answer."""
        raise NotImplementedError  # pragma: no cover

    @property
    def problem(self) -> str:
        """``error`` in the reader's language: a worker does not know who will read it."""
        return translated(self.error)

    @property
    def is_finished(self) -> bool:
        return self.status in {self.Status.DONE, self.Status.FAILED}

    @property
    def api_path(self) -> str:
        """Where API clients find the result; empty where there is no address for it."""
        return ""

    @property
    def duration(self) -> timedelta | None:
        return self.finished_at - self.started_at if self.finished_at and self.started_at else None

    def perform(self) -> None:
        """Claim the row, produce, store the outcome. Does nothing when the row is claimed or finished already."""
        if not self._claim():
            return
        with _beating(self):
            try:
                self.produce()
            except EngineError as error:
                self._stumble(error)
            except Exception as error:
                if isinstance(error, OSError) and error.errno in FULL:
                    self._stumble(EngineError(DISK_FULL, temporary=True))
                else:
                    self._finish(self.Status.FAILED, gettext_noop("Something unexpected went wrong. Try again."))
                    raise
            else:
                self._finish(self.Status.DONE)

    def _stumble(self, error: EngineError) -> None:
        if error.temporary and self.attempts < MAX_ATTEMPTS:
            self._postpone(str(error), error.retry_after)
        else:
            self._finish(self.Status.FAILED, str(error))

    def conclude(self) -> None:
        """Store a new run as done: its result is set already, and what follows from it follows."""
        self.started_at = timezone.now()
        self.attempts = 1
        self._finish(self.Status.DONE)

    def follow(self) -> None:
        """What is done after a run, by the settings."""
        for path in settings.AFTER_RUN.get(self._meta.label, []):
            import_string(path)(self)

    def retry(self) -> None:
        """Queue a failed run again; a run that is queued, running or done stays as it is."""
        again = type(self).objects.filter(pk=self.pk, status=self.Status.FAILED)
        if again.update(status=self.Status.QUEUED, attempts=0, error="", rung_at=None, retry_at=None, finished_at=None):
            self.refresh_from_db()
            self.ring()

    def ring(self) -> bool:
        """Tell a worker once the transaction is committed; bulk runs wait for their dealership's turn."""
        if self.queue == self.Queue.BULK and self._siblings().exclude(rung_at=None).count() >= settings.BULK_TURN:
            return False
        type(self).objects.filter(pk=self.pk).update(rung_at=timezone.now())
        transaction.on_commit(self._send)
        return True

    def _send(self) -> None:
        try:
            current_app.tasks[self.task].apply_async(args=(self.pk,), queue=self.queue, ignore_result=True)
        except OperationalError:
            logger.warning("The broker is out of reach; %s %s waits for the sweep", self._meta.label, self.pk)

    def _siblings(self) -> RunQuerySet[Any]:
        return type(self).objects.unfinished().filter(dealership=self.dealership, queue=self.queue).exclude(pk=self.pk)

    def _claim(self) -> bool:
        now = timezone.now()
        claimed = (
            type(self)
            .objects.claimable()
            .filter(pk=self.pk)
            .update(status=self.Status.RUNNING, started_at=now, heartbeat_at=now, attempts=F("attempts") + 1)
        )
        if claimed:
            self.refresh_from_db()
        return bool(claimed)

    def _postpone(self, reason: str, wished: float | None = None) -> None:
        """``wished`` are the seconds the service asked for: no sooner, and within ``LONGEST_DELAY``."""
        delay = RETRY_DELAY * 2**self.attempts
        if wished is not None:
            delay = min(max(delay, timedelta(seconds=wished)), LONGEST_DELAY)
        type(self).objects.filter(pk=self.pk).update(
            status=self.Status.QUEUED, error=reason, retry_at=timezone.now() + delay, rung_at=None
        )
        logger.info("%s %s postponed by %s", self._meta.label, self.pk, delay)

    def _finish(self, status: Status, error: str = "") -> None:
        """The outcome and what follows from it are stored together, so that no stage is lost in between."""
        self.status, self.error, self.finished_at, self.retry_at = status, error, timezone.now(), None
        with transaction.atomic():
            self.save()
            self.follow()
            if self.queue == self.Queue.BULK:
                following = self._siblings().filter(status=self.Status.QUEUED, rung_at=None).order_by("pk").first()
                if following:
                    following.ring()
        logger.info("%s %s %s after %s", self._meta.label, self.pk, status, self.duration)


def perform_waiting(dealership: int, *, threads: int) -> Iterator[tuple[int, int]]:
    """Work until nothing of the dealership is unfinished; yields how many runs are finished and how many are not.

    Workers may share the work: a run is claimed once. Unexpected errors are stored on their row and raised at the end.
    """
    finished = 0
    errors: list[BaseException] = []
    with ThreadPoolExecutor(threads) as pool:
        while open_runs := _unfinished(dealership):
            claimable = [run for model in run_models() for run in _mine(model, dealership).claimable().order_by("pk")]
            if not claimable:
                time.sleep(0.5)
                continue
            for done in as_completed([pool.submit(_perform, run) for run in claimable]):
                finished, open_runs = finished + 1, open_runs - 1
                if (error := done.exception()) is not None:
                    errors.append(error)
                yield finished, open_runs
    if errors:
        raise errors[0]


def _mine(model: type[Run], dealership: int) -> RunQuerySet[Any]:
    return model.objects.filter(dealership=dealership)


def _unfinished(dealership: int) -> int:
    return sum(_mine(model, dealership).unfinished().count() for model in run_models())


def _perform(run: Run) -> None:
    try:
        run.perform()
    finally:
        connection.close()


def run_models() -> list[type[Run]]:
    return [model for model in apps.get_models() if issubclass(model, Run)]


@contextmanager
def _beating(run: Run) -> Iterator[None]:
    stop = Event()

    def beat() -> None:
        while not stop.wait(BEAT.total_seconds()):
            type(run).objects.filter(pk=run.pk, status=Run.Status.RUNNING).update(heartbeat_at=timezone.now())
        connection.close()

    heart = Thread(target=beat, daemon=True)
    heart.start()
    try:
        yield
    finally:
        stop.set()
        heart.join()
