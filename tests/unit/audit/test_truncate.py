"""PostgreSQL empties a table without asking the triggers of its rows; a trigger of its own refuses that."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from audit.models import AuditEvent
from registers.models import EditionEntry
from tests import scenarios
from tests.scenarios import Cast
from tests.tampering import run


@pytest.fixture
def approved(cast: Cast) -> None:
    """An event log and a frozen entry, with nothing left to check at the commit."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    scenarios.confirmed(cast)
    scenarios.edition(cast, "approved")
    run("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE audit_auditevent",
        "TRUNCATE registers_editionentry",
        "TRUNCATE registers_edition CASCADE",
        "TRUNCATE organisation_institution CASCADE",
    ],
)
def test_the_database_refuses_to_empty_what_is_append_only(approved: None, statement: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        run(statement)
    assert AuditEvent.objects.exists()
    assert EditionEntry.objects.exists()
