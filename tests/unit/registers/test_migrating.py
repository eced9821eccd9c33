"""Migrations of the register taken back: frozen entries stay frozen on the way."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tests import scenarios
from tests.scenarios import Cast


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite rebuilds tables")
def test_entries_stay_frozen_when_a_migration_is_taken_back(cast: Cast, tmp_path: Path) -> None:
    scenarios.confirmed(cast)
    scenarios.edition(cast, "approved")
    with closing(sqlite3.connect(tmp_path / "riskreg.sqlite3", isolation_level=None)) as file:
        file.executescript("\n".join(connection.connection.iterdump()))
        for target in ("0003", "0004"):
            subprocess.run(
                [sys.executable, "manage.py", "migrate", "registers", target, "-v0"],
                cwd=settings.BASE_DIR,
                env={**os.environ, "RISKREG_DATA": str(tmp_path)},
                check=True,
            )
            for change in (
                "DELETE FROM registers_editionentry",
                "UPDATE registers_editionentry SET code = ''",
            ):
                with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                    file.execute(change)
        assert file.execute("SELECT COUNT(*) FROM registers_editionentry").fetchone() == (1,)
