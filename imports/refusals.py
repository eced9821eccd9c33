"""What a reader of cells says when it cannot take one."""

from __future__ import annotations


class Refused(ValueError):
    """A cell that cannot be taken; its text is a sentence for the person, saying what could stand there."""
