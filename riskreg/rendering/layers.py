"""Rows and columns for the steps of a process: which step stands below which, and beside which."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache

Edge = tuple[int, int]


def forward_edges(nodes: Sequence[int], edges: Sequence[Edge]) -> list[Edge]:
    """Return the edges without those that lead back (they close a loop) and without repeats.

    The walk starts at nodes nothing leads to, in order, and follows edges in order.
    """
    exits: dict[int, list[int]] = defaultdict(list)
    for source, target in dict.fromkeys(edges):
        exits[source].append(target)
    entered = {target for source, target in edges if source != target}
    roots = [node for node in nodes if node not in entered]
    done: set[int] = set()
    back: set[Edge] = set()
    for root in [*roots, *nodes]:
        if root not in done:
            _walk(root, exits, done, back)
    return [edge for edge in dict.fromkeys(edges) if edge not in back]


def _walk(root: int, exits: dict[int, list[int]], done: set[int], back: set[Edge]) -> None:
    """Depth first without recursion: an edge to a node still being walked leads back."""
    path = [root]
    open_nodes = {root}
    waiting = {root: list(exits[root])}
    while path:
        node = path[-1]
        if not waiting[node]:
            done.add(node)
            open_nodes.discard(path.pop())
            continue
        target = waiting[node].pop(0)
        if target in open_nodes:
            back.add((node, target))
        elif target not in done:
            path.append(target)
            open_nodes.add(target)
            waiting[target] = list(exits[target])


def ranks(nodes: Sequence[int], edges: Sequence[Edge]) -> dict[int, int]:
    """Return the row of each node: below everything that leads to it; loops do not count.

    Parts without connection stand one below the other.
    """
    forward = forward_edges(nodes, edges)
    below = _longest_paths(nodes, forward)
    found: dict[int, int] = {}
    start = 0
    for part in _parts(nodes, forward):
        for node in part:
            found[node] = below[node] + start
        start = max(found[node] for node in part) + 1
    return found


def _longest_paths(nodes: Sequence[int], forward: Sequence[Edge]) -> dict[int, int]:
    found = dict.fromkeys(nodes, 0)
    for node in _sorted_forward(nodes, forward):
        for source, target in forward:
            if source == node:
                found[target] = max(found[target], found[node] + 1)
    entered = {target for _source, target in forward}
    for node in nodes:  # a second beginning stands just above what it leads to
        rows = [found[target] for source, target in forward if source == node]
        if node not in entered and rows and min(rows) > 1:
            found[node] = min(rows) - 1
    return found


def _sorted_forward(nodes: Sequence[int], forward: Sequence[Edge]) -> list[int]:
    """Return the nodes so that every edge leads onwards (forward edges hold no loop)."""
    missing = dict.fromkeys(nodes, 0)
    for _source, target in forward:
        missing[target] += 1
    ready = [node for node in nodes if not missing[node]]
    order: list[int] = []
    while ready:
        node = ready.pop(0)
        order.append(node)
        for source, target in forward:
            if source == node:
                missing[target] -= 1
                if not missing[target]:
                    ready.append(target)
    return order


def _parts(nodes: Sequence[int], forward: Sequence[Edge]) -> list[list[int]]:
    """Return the connected parts, each in the order of `nodes`."""
    part_of = {node: at for at, node in enumerate(nodes)}
    for source, target in forward:
        old, new = max(part_of[source], part_of[target]), min(part_of[source], part_of[target])
        for node in nodes:
            if part_of[node] == old:
                part_of[node] = new
    return [[node for node in nodes if part_of[node] == at] for at in sorted(set(part_of.values()))]


def main_path(nodes: Sequence[int], edges: Sequence[Edge]) -> list[int]:
    """Return the longest way through each part, one part after the other."""
    return _main_path(nodes, forward_edges(nodes, edges))


def _main_path(nodes: Sequence[int], forward: Sequence[Edge]) -> list[int]:
    left = dict.fromkeys(nodes, 0)
    for node in reversed(_sorted_forward(nodes, forward)):
        left[node] = max((left[target] + 1 for source, target in forward if source == node), default=0)
    path: list[int] = []
    for part in _parts(nodes, forward):
        entered = {target for _source, target in forward}
        starts = [node for node in part if node not in entered] or part[:1]
        here: int | None = max(starts, key=lambda item: left[item])
        while here is not None:
            path.append(here)
            exits = [target for source, target in forward if source == here]
            here = max(exits, key=lambda item: left[item]) if exits else None
    return path


def heaviest(nodes: Sequence[int], edges: Sequence[Edge], weights: Mapping[int, int]) -> int:
    """Return the largest sum of weights along any way; loops are walked once."""
    forward = forward_edges(nodes, edges)
    total: dict[int, int] = {}
    for node in reversed(_sorted_forward(nodes, forward)):
        onward = [total[target] for source, target in forward if source == node]
        total[node] = weights.get(node, 0) + max(onward, default=0)
    return max(total.values(), default=0)


@lru_cache(maxsize=1024)
def places(nodes: tuple[int, ...], edges: tuple[Edge, ...]) -> tuple[dict[int, int], dict[int, int]]:
    """Return the row and the column of each node. Remembered: leave them as they are."""
    rows = ranks(nodes, edges)
    return rows, columns(nodes, edges, rows)


def columns(nodes: Sequence[int], edges: Sequence[Edge], rows: dict[int, int]) -> dict[int, int]:
    """Return the column of each node: 0 for the main path, branches right (1, 2…) or left (-1…)."""
    forward = forward_edges(nodes, edges)
    path = _main_path(nodes, forward)
    found = dict.fromkeys(path, 0)
    taken = {(0, rows[node]) for node in path}
    returns: list[tuple[int, int, int]] = []
    order = sorted((node for node in nodes if node not in found), key=lambda item: (rows[item], item))
    for node in order:
        before = [found[source] for source, target in forward if target == node and source in found]
        start = before[0] if before else 0
        above = max((rows[s] for s, t in forward if t == node and s in found), default=rows[node] - 1)
        leaving = [rows[s] for s, t in forward if t == node and found.get(s) == 0]
        crossed = [side for side, low, high in returns for row in leaving if low < row < high]
        found[node] = _best_column(start, above, rows[node], taken, crossed)
        taken.add((found[node], rows[node]))
        side = 1 if found[node] > 0 else -1
        returns += [(side, rows[node], rows[t]) for s, t in forward if s == node and found.get(t) == 0]
    return found


def _best_column(
    start: int, above: int, row: int, taken: set[tuple[int, int]], crossed: Sequence[int]
) -> int:
    """Return the cheapest free column: near the step before, right rather than left, no detours.

    `crossed` has a side (1 right, -1 left) for each way back to the main path that a way to there would cross.
    """

    def cost(column: int) -> float:
        blocked = sum((column, between) in taken for between in range(above, row) if column != start)
        outward = 3.0 if start and abs(column) < abs(start) else 0.0
        crossings = crossed.count(1 if column > 0 else -1) * 2
        return abs(column - start) * 10 + abs(column) * 2 + (column < 0) + blocked * 6 + outward + crossings

    reach = max((abs(column) for column, _row in taken), default=0) + 2
    free = [at for at in range(-reach, reach + 1) if at and (at, row) not in taken]
    return min(free, key=cost)
