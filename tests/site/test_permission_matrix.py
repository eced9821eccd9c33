"""Role × state × move equals the committed table permission_matrix.txt, asked of the real rules with real people.

The table is kept by hand: whoever changes a rule changes the line that says so, in the same commit.
A failure prints the lines that differ.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from audit import permissions as audit
from controls import permissions as controls
from dossiers import actions as dossier_actions
from dossiers import permissions as dossiers
from dossiers.workflow import DOSSIER
from imports import permissions as imports
from organisation import permissions as organisation
from organisation.models import Unit, User
from powers import permissions as powers
from powers.models import Power
from registers import permissions as registers
from registers.models import Edition
from registers.workflow import EDITION
from riskpoints import permissions as riskpoints
from riskreg import access
from riskreg.guarded import acting
from riskreg.workflow import Workflow
from tests import scenarios
from tests.scenarios import NOW, Cast
from tests.site.world import make_world

TABLE = Path(__file__).with_name("permission_matrix.txt")
RECORDED = ("show", "ask", "review")  # stages whose facts are written down before the next move
People = dict[str, User]


def _table() -> dict[str, list[str]]:
    """Return the lines of each section, blanks between words as one."""
    sections: dict[str, list[str]] = {}
    name = ""
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            name = line.strip("[]")
        elif line and not line.startswith("#"):
            sections.setdefault(name, []).append(" ".join(line.split()))
    return sections


def _compare(section: str, found: Iterable[str]) -> None:
    table, rules = _table()[section], list(found)
    assert len(table) == len(set(table)), "a line stands twice"
    differing = {
        "only the rules say": [line for line in rules if line not in table],
        "only the table says": [line for line in table if line not in rules],
    }
    assert differing == {"only the rules say": [], "only the table says": []}


def _people(cast: Cast) -> People:
    """The cast, a discipline officer of the section only, and one who held every role and has left."""
    people = cast.people()
    for name, roles, unit in (
        ("section_officer", ["discipline_officer"], cast.unit),
        ("retired", list(access.ROLES), cast.root),
    ):
        people[name] = holder(cast, name, roles, unit)
    people["retired"].is_active = False
    return people


def holder(cast: Cast, name: str, roles: Iterable[str], unit: Any) -> User:
    """Return a new person who holds the roles on the unit."""
    with acting(by=None, now=NOW):
        user = User(username=name, name=name, institution=cast.institution)
        user.save()
    for role in roles:
        access.grant(user=user, role=role, unit=unit)
    return user


def _line(people: People, words: str, rule: Callable[[User], object], target: str = "") -> Iterator[str]:
    """Yield the line of one state and act: who may, and where it leads; nothing if nobody may."""
    names = [name for name, user in people.items() if rule(user)]
    if names:
        yield f"{words}{f' -> {target}' if target else ''}: {' '.join(names)}"


def _moves(
    people: People, workflow: Workflow, state: str, rule: Callable[[User, str], object]
) -> Iterator[str]:
    for move in workflow.moves:
        yield from _line(
            people, f"{state} {move.name}", lambda user, name=move.name: rule(user, name), move.target
        )


def _dossier(people: People, state: str, power: Power) -> Iterator[str]:
    yield from _line(people, f"{state} view", lambda user: powers.can_view(user, power))
    yield from _line(people, f"{state} edit", lambda user: powers.can_edit(user, power))
    yield from _moves(people, DOSSIER, state, lambda user, name: dossiers.can_move(user, power, name))


def test_dossiers(cast: Cast) -> None:
    people, world = _people(cast), make_world(cast)
    assert set(world.dossiers) == set(DOSSIER.states)
    found = [line for state in DOSSIER.states for line in _dossier(people, state, world.dossiers[state])]
    _compare("dossier", found)


def test_parts_of_a_dossier_go_with_the_dossier(cast: Cast) -> None:
    people, world = _people(cast), make_world(cast)
    for state, power in world.dossiers.items():
        point = power.risk_points.get()
        measure = point.measures.get()
        for name, user in people.items():
            view, edit = bool(powers.can_view(user, power)), bool(powers.can_edit(user, power))
            assert bool(riskpoints.can_view(user, point)) == view, (state, name)
            assert bool(riskpoints.can_edit(user, point)) == edit, (state, name)
            assert bool(controls.can_view(user, measure)) == view, (state, name)
            assert bool(controls.can_edit(user, measure)) == edit, (state, name)


def test_submitting_takes_a_complete_dossier_too(cast: Cast) -> None:
    complete, bare = scenarios.complete(cast), scenarios.draft(cast, "只有名称")
    people = _people(cast)
    found = [
        *_line(people, "complete submit", lambda user: dossiers.can_submit(user, complete)),
        *_line(people, "bare submit", lambda user: dossiers.can_submit(user, bare)),
    ]
    assert found == ["complete submit: clerk"]


def _taken_by_one(cast: Cast, one: User) -> Iterator[tuple[str, Power]]:
    """Yield dossiers after `one`, who holds every role, took the last step or the one before."""

    def complete(name: str) -> Power:
        return scenarios.complete(cast, name)

    def agree(power: Power, by: User) -> Power:
        verified = power.state == "submitted"
        return dossier_actions.agree(power=power, by=by, now=NOW, chart_verified=verified)

    def back(power: Power, by: User) -> Power:
        return dossier_actions.send_back(power=power, by=by, now=NOW, comment="补充")

    def submit(name: str, by: User) -> Power:
        return dossier_actions.submit(power=complete(name), by=by, now=NOW)

    def propose(name: str, by: User) -> Power:
        return dossier_actions.propose_removal(power=complete(name), by=by, now=NOW, reason="不再行使")

    clerk, head, officer = cast.clerk, cast.head, cast.officer
    yield "nothing", complete("一")
    yield "submitted", submit("二", one)
    yield "submitted, head agreed", agree(submit("三", one), head)
    yield "submitted, head returned", back(submit("四", one), head)
    yield "agreed as head", agree(submit("五", clerk), one)
    yield "returned as head", back(submit("六", clerk), one)
    yield "returned as discipline", back(agree(submit("七", clerk), head), one)
    yield "confirmed", agree(agree(submit("八", clerk), head), one)
    yield "submitted, all agreed", agree(agree(submit("九", one), head), officer)
    yield "proposed removal", propose("十", one)
    yield "kept", back(propose("十一", clerk), one)
    yield "proposed removal, kept by another", back(propose("十二", one), officer)


def test_one_person_with_every_role_takes_one_step_only(cast: Cast) -> None:
    one = holder(cast, "one", access.ROLES, cast.unit)
    found = []
    for taken, power in _taken_by_one(cast, one):
        power = scenarios.read(power)
        moves = [move.name for move in DOSSIER.moves if dossiers.can_move(one, power, move.name)]
        found.append(f"{taken} ({power.state}): {' '.join(moves) or 'nothing'}")
    _compare("one person", found)


def _edition(people: People, edition: Edition, state: str) -> Iterator[str]:
    edition.state = state
    yield from _line(people, f"{state} view", lambda user: registers.can_view(user, edition))
    for stage in RECORDED:
        yield from _line(
            people,
            f"{state} record {stage}",
            lambda user, stage=stage: registers.can_record(user, edition, stage),
        )
    yield from _moves(people, EDITION, state, lambda user, name: registers.can_move(user, edition, name))


def test_editions(cast: Cast) -> None:
    """One edition on which every stage is recorded, looked at in every state: only right and state decide."""
    scenarios.confirmed(cast)
    edition = scenarios.edition(cast, "published")
    people = _people(cast)
    _compare("edition", [line for state in EDITION.states for line in _edition(people, edition, state)])


def test_editions_without_any_record(cast: Cast) -> None:
    """A stage is not left before it is done, whoever asks."""
    people, edition = _people(cast), scenarios.edition(cast)
    found: list[str] = []
    for state in EDITION.states:
        edition.state = state
        found += _moves(people, EDITION, state, lambda user, name: registers.can_move(user, edition, name))
    _compare("edition without any record", found)


def test_what_has_no_state(cast: Cast) -> None:
    people, ours, unit = _people(cast), cast.institution, cast.unit
    power, theirs = scenarios.draft(cast), Unit.objects.get(institution__code="THEIRS")
    rules: dict[str, Callable[[User], object]] = {
        "create a power in the section": lambda user: powers.can_create(user, unit),
        "create a power in another section": lambda user: powers.can_create(user, cast.other_unit),
        "hand a power to another section": lambda user: powers.can_move_to(user, power, cast.other_unit),
        "hand a power to another institution": lambda user: powers.can_move_to(user, power, theirs),
        "keep the table of categories": powers.can_manage_categories,
        "open an edition": lambda user: registers.can_open(user, ours),
        "export the register": lambda user: registers.can_export(user, ours),
        "print the papers of an edition": lambda user: registers.can_print(user, ours),
        "import a register": lambda user: imports.can_import(user, ours),
        "keep units, posts and accounts": organisation.can_administer,
        "see the grants": organisation.can_see_grants,
        "grant the clerk a role": lambda user: organisation.can_grant(user, cast.clerk),
        "make a clerk an auditor": lambda user: organisation.can_set_system_role(user, cast.clerk, "auditor"),
        "make a new account an auditor": lambda user: organisation.can_set_system_role(
            user, User(), "auditor"
        ),
        "close the clerk's account": lambda user: organisation.can_deactivate(user, cast.clerk),
        "close the auditor's account": lambda user: organisation.can_deactivate(user, cast.auditor),
        "reset the clerk's password": lambda user: organisation.can_reset_password(user, cast.clerk),
        "reset the auditor's password": lambda user: organisation.can_reset_password(user, cast.auditor),
        "read the log": audit.can_read,
    }
    found = [line for words, rule in rules.items() for line in _line(people, words, rule)]
    scenarios.edition(cast)
    found += _line(people, "open a second edition", lambda user: registers.can_open(user, ours))
    _compare("without a state", found)


def test_the_table_has_no_section_that_nobody_asks_about() -> None:
    assert list(_table()) == [
        "dossier",
        "one person",
        "edition",
        "edition without any record",
        "without a state",
    ]
