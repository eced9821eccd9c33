"""Triggers that refuse UPDATE and DELETE on a table, for SQLite and PostgreSQL, and TRUNCATE on PostgreSQL.

SQLite has no TRUNCATE: a DELETE without WHERE runs the triggers for every row.
"""

from __future__ import annotations

from typing import Any

from django.db.migrations.operations import RunPython


def _create(schema_editor: Any, table: str) -> None:
    if schema_editor.connection.vendor == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            schema_editor.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    schema_editor.execute(
        f"CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
    )
    schema_editor.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_append_only()"
    )


def _drop(schema_editor: Any, table: str) -> None:
    if schema_editor.connection.vendor == "sqlite":
        for verb in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER {table}_no_{verb}")
        return
    schema_editor.execute(f"DROP TRIGGER {table}_append_only ON {table}")
    schema_editor.execute(f"DROP FUNCTION {table}_append_only()")


def append_only(table: str) -> RunPython:
    """Return the migration operation that makes `table` append-only, and its reverse."""
    return RunPython(
        lambda apps, schema_editor: _create(schema_editor, table),
        lambda apps, schema_editor: _drop(schema_editor, table),
    )


def _create_truncate(schema_editor: Any, table: str) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_append_only()"
        )


def _drop_truncate(schema_editor: Any, table: str) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP TRIGGER {table}_no_truncate ON {table}")


def refuse_truncate(table: str) -> RunPython:
    """Return the migration operation that also refuses to empty an append-only `table`, and its reverse."""
    return RunPython(
        lambda apps, schema_editor: _create_truncate(schema_editor, table),
        lambda apps, schema_editor: _drop_truncate(schema_editor, table),
    )


def keep_on_rebuild(table: str) -> RunPython:
    """Return an operation whose reverse puts the triggers back, to stand before a change of `table`.

    To take a change of a table back, SQLite builds the table anew and with it loses the triggers.
    """

    def put_back(apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "sqlite":
            _create(schema_editor, table)

    return RunPython(RunPython.noop, put_back)
