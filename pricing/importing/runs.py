"""The import of an uploaded file, as a worker does it."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from django.core.files.base import File

from keroxio.errors import EngineError
from pricing.importing.files import MarketReader, UnreadableMarket
from pricing.importing.importing import Rejects, Report, mapping_of
from pricing.importing.importing import bring_in as bring_in_file
from pricing.importing.mapping import WrongMapping

if TYPE_CHECKING:
    from pricing.uploads import MarketImport

# How often the row's progress is stored, in seconds.
PROGRESS_EVERY = 1.0


def bring_in(run: MarketImport) -> None:
    """Raises ``EngineError``; the rejected rows found until then are kept all the same."""
    with tempfile.NamedTemporaryFile("w", newline="", encoding="utf-8") as temporary:
        rejects = Rejects(lambda: temporary.file)
        try:
            _read(run, rejects)
        except OSError as error:
            raise EngineError(str(error.strerror or error)) from error
        except (UnreadableMarket, WrongMapping) as error:
            raise EngineError(str(error)) from error
        finally:
            _keep(run, temporary, rejects.count)
    run.percent = 100


def _read(run: MarketImport, rejects: Rejects) -> None:
    upload = run.file
    size = max(1, upload.file.size)
    stored_at = time.monotonic()

    def advanced(lines: int, report: Report) -> None:
        nonlocal stored_at
        _count(run, report)
        if time.monotonic() - stored_at >= PROGRESS_EVERY:
            run.percent = min(99, 100 * reader.position // size)
            type(run).objects.filter(pk=run.pk).update(
                percent=run.percent, **{name: getattr(run, name) for name in COUNTS}
            )
            stored_at = time.monotonic()

    with upload.file.open("rb") as file:
        reader = MarketReader(file)
        mapping = mapping_of(reader, upload.mapping)
        report = bring_in_file(
            reader, upload.source, mapping=mapping, seen_on=upload.seen_on, rejects=rejects, advanced=advanced
        )
    _count(run, report)


COUNTS = ("added", "changed", "unchanged", "rejected")


def _count(run: MarketImport, report: Report) -> None:
    run.added, run.changed = report.merged.added, report.merged.changed
    run.unchanged, run.rejected = report.merged.unchanged, report.rejected


def _keep(run: MarketImport, rejected: tempfile._TemporaryFileWrapper[str], count: int) -> None:
    run.rejected = count
    if count:
        rejected.flush()
        with Path(rejected.name).open("rb") as file:
            run.rejects.save(f"rejected-{run.pk}.csv", File(file), save=False)
