from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import closing, suppress
from typing import Any

import requests
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from keroxio.embedded import die_with_parent

GRACE_SECONDS = 10
# glibc keeps what a photo of 12 MP took for the next one, in each thread; told so, it gives large pieces back at once.
# To give back small ones too would cost a tenth of the time.
RETURNS_MEMORY = {"MALLOC_ARENA_MAX": "2", "MALLOC_MMAP_THRESHOLD_": "4194304", "MALLOC_TRIM_THRESHOLD_": "67108864"}
# This command has made them already; made again by worker and clock they would load the code of every page.
NO_MORE_CHECKS = {"CELERY_SKIP_CHECKS": "1"}
CLOCK_AFTER = 10.0
"""Seconds, until when the worker has two cores to start on: who has just opened the page may send a photo at once."""


class Command(BaseCommand):
    help = "Prepare, then run web server, worker and clock together, each started again when it dies. Ctrl-C ends all."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, host: str, port: int, **options: Any) -> None:
        call_command("prepare")
        refuse_taken_port(host, port)
        for ending in (signal.SIGTERM, signal.SIGINT):
            signal.signal(ending, _interrupt)
        commands = {
            "web": _granian(host, port),
            "worker": [*_celery("worker"), "--queues", "interactive,bulk", "--without-gossip", "--without-mingle"],
            "clock": _celery("beat"),
        }
        # One for each of two cores; the clock has time.
        processes = {name: _start(commands[name]) for name in ("web", "worker")}
        try:
            self._announce(host, port, processes["web"])
            self._watch(commands, processes)
        except KeyboardInterrupt:
            self.stderr.write("Stopping")
        finally:
            _stop(processes)

    def _announce(self, host: str, port: int, web: subprocess.Popen[bytes]) -> None:
        shown = f"http://{'localhost' if host in {'127.0.0.1', '0.0.0.0'} else host}:{port}"  # noqa: S104
        local = f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}/health/"  # noqa: S104
        while not _answers(local):
            if web.poll() is not None:
                raise CommandError("The web server cannot start; the lines above say why.")
            time.sleep(0.1)
        self.stdout.write(f"\nKeroxio is at {shown}")
        if settings.DEMONSTRATION:
            from keroxio.demonstration.cast import DEMONSTRATION_EMAIL, DEMONSTRATION_PASSWORD  # noqa: PLC0415

            self.stdout.write(f"Sign in as {DEMONSTRATION_EMAIL} with the password {DEMONSTRATION_PASSWORD}")
        self.stdout.write("Ctrl-C stops it.\n")

    def _watch(self, commands: Mapping[str, list[str]], processes: dict[str, subprocess.Popen[bytes]]) -> None:
        """Until interrupted. The clock is started here, once its time has come."""
        begun = time.monotonic()
        while True:
            time.sleep(0.5)
            if "clock" not in processes and time.monotonic() - begun > CLOCK_AFTER:
                processes["clock"] = _start(commands["clock"])
            for name, process in processes.items():
                if process.poll() is not None:
                    _kill_group(process)
                    self.stderr.write(f"The {name} process ended with {process.returncode}; starting it again")
                    processes[name] = _start(commands[name])


def refuse_taken_port(host: str, port: int) -> None:
    """The web server itself would share the port, and visitors, with whoever has it."""
    with closing(socket.socket()) as probe:
        if probe.connect_ex(("127.0.0.1" if host == "0.0.0.0" else host, port)) == 0:  # noqa: S104
            raise CommandError(f"Port {port} is taken. Try: make run PORT={port + 1}")


def _granian(host: str, port: int) -> list[str]:
    program = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    return [
        *program,
        "--workers",
        "1",
        "--blocking-threads",
        "4",
        "--no-ws",
        "--log-level",
        "warning",
        "keroxio.embedded_wsgi:application",
    ]


def _celery(role: str) -> list[str]:
    return [sys.executable, "-m", "celery", "--app", "keroxio", "--quiet", role, "--loglevel", "warning"]


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    # A session of its own keeps Ctrl-C from reaching it twice; the parent's death reaches it all the same.
    environment = RETURNS_MEMORY | NO_MORE_CHECKS | os.environ
    options: dict[str, Any] = {"cwd": settings.BASE_DIR, "start_new_session": True, "env": environment}
    return subprocess.Popen(command, preexec_fn=die_with_parent, **options)  # noqa: PLW1509


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _answers(url: str) -> bool:
    try:
        requests.get(url, timeout=2)
    except requests.RequestException:
        return False
    return True


def _stop(processes: Mapping[str, subprocess.Popen[bytes]]) -> None:
    for process in processes.values():
        process.terminate()
    deadline = time.monotonic() + GRACE_SECONDS
    for process in processes.values():
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            _kill_group(process)


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    """What a killed process has left behind goes with it."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
