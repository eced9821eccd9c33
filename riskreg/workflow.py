"""Workflows as data: a table of moves, and two questions about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from riskreg.decisions import conflict


@dataclass(frozen=True)
class Move:
    """One way from a set of states to a state, and the permission that owns it."""

    name: str
    sources: frozenset[str]
    target: str
    permission: str
    label: str | Promise


@dataclass(frozen=True)
class Workflow:
    """A named table of moves over a set of states; the first state is where a thing begins."""

    name: str
    label: str | Promise
    states: tuple[str, ...]
    final: frozenset[str]
    moves: tuple[Move, ...]

    def move(self, name: str) -> Move:
        """Return the move called `name`; KeyError if the table has none."""
        for move in self.moves:
            if move.name == name:
                return move
        raise KeyError(name)

    def allows(self, state: str, name: str) -> bool:
        """Say whether the move exists from `state`."""
        return state in self.move(name).sources

    def next_state(self, state: str, name: str) -> str:
        """Return the state after the move; `Conflict` if it does not start from `state`."""
        move = self.move(name)
        if state not in move.sources:
            conflict(_("状态已经改变，不能再“%(move)s”。请刷新页面后再看。") % {"move": move.label})
        return move.target


def move(name: str, sources: str | Iterable[str], target: str, permission: str, label: str | Promise) -> Move:
    """Build a `Move`; `sources` may be one state or several."""
    several = [sources] if isinstance(sources, str) else sources
    return Move(name, frozenset(several), target, permission, label)


def mermaid(workflow: Workflow) -> str:
    """Return the workflow as a Mermaid state diagram, states and moves in table order."""
    lines = ["stateDiagram-v2", f"    [*] --> {workflow.states[0]}"]
    for step in workflow.moves:
        for source in sorted(step.sources, key=workflow.states.index):
            lines.append(f"    {source} --> {step.target}: {step.name} ({step.permission})")
    lines += [f"    {state} --> [*]" for state in workflow.states if state in workflow.final]
    return "\n".join(lines)
