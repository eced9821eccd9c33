"""Moves of the rows of a step table, for the buttons of a page without JavaScript."""

from __future__ import annotations

from dataclasses import replace

from powers.step_table import Row, StepTable, blank_row


def rearrange(table: StepTable, order: str) -> None:
    """Do what a button without JavaScript asks: `add`, `insert-<key>`, `copy-…`, `delete-…`, `up-…`, `down-…`."""
    verb, _dash, key = order.partition("-")
    place = next((at for at, row in enumerate(table.rows) if str(row.key) == key), None)
    if verb == "add":
        table.rows.append(blank_row(table.next_key))
    elif place is None:
        return
    elif verb == "insert":
        table.rows.insert(place + 1, blank_row(table.next_key))
    elif verb == "copy":
        table.rows.insert(place + 1, _copy(table.rows[place], table.next_key))
    elif verb == "delete":
        gone = str(table.rows.pop(place).key)
        for row in table.rows:
            row.ways = [way for way in row.ways if way.to != gone]
    elif verb in ("up", "down"):
        other = place + (1 if verb == "down" else -1)
        if 0 <= other < len(table.rows):
            table.rows[place], table.rows[other] = table.rows[other], table.rows[place]


def _copy(row: Row, key: int) -> Row:
    """Return a new row that says the same; the stored step and its risk points stay with the first."""
    cells = row.cells | {"id": ""}
    values = {name: value for name, value in row.values.items() if name != "id"}
    return replace(
        row, key=key, cells=cells, values=values, risk_codes=(), ways=[replace(way) for way in row.ways]
    )
