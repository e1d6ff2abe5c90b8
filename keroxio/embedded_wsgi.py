"""The application as ``manage.py up`` serves it: the web server's own children end with it and free its port."""

from __future__ import annotations

from keroxio.embedded import die_with_parent

die_with_parent()

from keroxio.wsgi import application  # noqa: E402

__all__ = ["application"]
