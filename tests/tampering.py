"""Doing to the audit log what only the owner of the database can do."""

from __future__ import annotations

from django.db import connection


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def drop_triggers() -> None:
    """Take away what makes the log append-only."""
    if connection.vendor == "sqlite":
        run("DROP TRIGGER audit_auditevent_no_update")
        run("DROP TRIGGER audit_auditevent_no_delete")
    else:
        run("DROP TRIGGER audit_auditevent_append_only ON audit_auditevent")
