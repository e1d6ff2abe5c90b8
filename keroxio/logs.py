"""What is logged and how: for people on a terminal, as JSON for machines."""

from __future__ import annotations

import sys
from typing import Any

import structlog
from structlog.typing import Processor

# A request and what it started share an identifier; plates, keys and photos are never logged.
PROCESSORS: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.TimeStamper(fmt="iso"),
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.stdlib.PositionalArgumentsFormatter(),
]
RENDERERS: dict[str, list[Processor]] = {
    "console": [
        structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback)
    ],
    "json": [structlog.processors.dict_tracebacks, structlog.processors.JSONRenderer()],
}
OURS = ("keroxio", "accounts", "vehicles", "plates", "imaging", "sorting", "pricing", "listings")


def logging_settings(log_format: str) -> dict[str, Any]:
    """Django's LOGGING, with structlog set up to go through it; ``log_format`` is "console" or "json"."""
    structlog.configure(
        processors=[*PROCESSORS, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structured": {
                "()": "structlog.stdlib.ProcessorFormatter",
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *RENDERERS[log_format]],
                "foreign_pre_chain": PROCESSORS,
            },
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {name: {"level": "INFO"} for name in OURS},
    }
