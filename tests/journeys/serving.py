"""A real server with its own database and worker, and real browsers, for the journeys."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

ROOT = Path(__file__).resolve().parent.parent.parent
PASSWORD = "Demo-pass-1"
BROWSER = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@dataclass(frozen=True)
class Running:
    """Where the server answers and which database it keeps its data in."""

    base: str
    database: str

    def number(self, query: str, *values: object) -> int:
        """Return the one whole number that a query with %s for its values finds in the server's database."""
        kind, _, rest = self.database.partition("://")
        if kind == "sqlite":
            with closing(sqlite3.connect(rest.removeprefix("/"))) as file:
                return int(file.execute(query.replace("%s", "?"), values).fetchone()[0])
        with psycopg.connect(self.database) as connection:
            return int(connection.execute(query, values).fetchone()[0])


@contextmanager
def _database(data: Path) -> Iterator[str]:
    """Yield the address of an empty database: one of its own on the PostgreSQL of DATABASE_URL, else SQLite."""
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        yield f"sqlite:///{data / 'riskreg.sqlite3'}"
        return
    name = f"journey_{uuid.uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def serving(data: Path) -> Iterator[Running]:
    """Migrate, load the sample, and serve with gunicorn and a task worker until the block ends."""
    with _database(data) as database:
        yield from _served(data, database)


def _served(data: Path, database: str) -> Iterator[Running]:
    env = {**os.environ, "RISKREG_DATA": str(data), "DATABASE_URL": database}
    env |= {"DEBUG": "0", "PYTHONWARNINGS": "ignore"}
    for command in (
        ["migrate", "-v", "0"],
        ["collectstatic", "--noinput", "-v", "0"],
        ["load_sample", "--password", PASSWORD],
    ):
        subprocess.run(
            [sys.executable, "manage.py", *command], cwd=ROOT, env=env, check=True, capture_output=True
        )
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    worker = [sys.executable, "manage.py", "db_worker", "-v", "0"]
    server = [sys.executable, "-m", "gunicorn", "riskreg.wsgi", "--bind", f"127.0.0.1:{port}"]
    server += ["--workers", "1", "--threads", "4", "--worker-class", "gthread", "--log-level", "warning"]
    processes = [subprocess.Popen(command, cwd=ROOT, env=env) for command in (worker, server)]
    try:
        _wait(port)
        yield Running(f"http://127.0.0.1:{port}", database)
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(timeout=90)


def _wait(port: int) -> None:
    for _ in range(150):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            answer = connection.getresponse()
            answer.read()
            if answer.status == 200:
                return
        except OSError:
            time.sleep(0.2)
        finally:
            connection.close()
    raise RuntimeError("the server did not start")


def chromium() -> str:
    """Return where the system's Chromium is; nothing is ever downloaded."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    raise RuntimeError("install the package chromium")
