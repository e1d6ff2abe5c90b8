"""Celery's file-based transport, made safe for several processes on one machine.

Kombu's own writes a message in place, so that a reader may take it half-written, and keeps its routing tables in
files that are truncated before they are locked. Here a message appears by a rename, and routing stays in memory.
"""

from __future__ import annotations

import time
import uuid
from pathlib import Path
from typing import Any

from kombu.transport import filesystem, virtual
from kombu.utils.json import dumps
from kombu.utils.scheduling import FairCycle


class Channel(filesystem.Channel):
    supports_fanout = False
    get_table = virtual.Channel.get_table  # type: ignore[assignment]

    def _delete(self, queue: str, *_: Any, **__: Any) -> None:
        self._purge(queue)

    def _poll(self, cycle: FairCycle, callback: Any, timeout: float | None = None) -> Any:
        # From the first queue each time, not in turns: nobody waits behind bulk work.
        cycle.pos = 0
        return cycle.get(callback)

    def _put(self, queue: str, payload: dict[str, Any], **kwargs: Any) -> None:  # type: ignore[override]
        folder = Path(self.data_folder_out)
        name = f"{time.time_ns():020d}_{uuid.uuid4()}"
        hidden = folder / f"{name}.partial"
        hidden.write_text(dumps(payload))
        hidden.rename(folder / f"{name}.{queue}.msg")


class Transport(filesystem.Transport):
    Channel = Channel
    default_port = 0
