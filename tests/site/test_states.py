"""Every state has somebody who acts in it, a look of its own, a way in and a way out; docs/states.md is current."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db.models import TextChoices
from django.template import Context, Template
from django.utils import translation

from controls.enums import MeasureStatus
from dossiers.workflow import DOSSIER, REVIEWS
from powers.enums import DossierState
from registers.enums import FROZEN_STATES, OPEN_STATES, Disposition, DocumentStatus, EditionState
from registers.workflow import EDITION
from riskpoints.enums import RiskStatus
from riskreg import access
from riskreg.templatetags.ui import EDITION_STAGES, STATES
from riskreg.workflow import Workflow

# Both workflows, with the states that are declared terminal: nothing leads out of them.
WORKFLOWS = [(DOSSIER, DossierState, {"removed"}), (EDITION, EditionState, {"superseded"})]
# Everything that pages show as a pill.
PILLS: tuple[type[TextChoices], ...] = (
    DossierState,
    EditionState,
    MeasureStatus,
    RiskStatus,
    Disposition,
    DocumentStatus,
)

both = pytest.mark.parametrize(("workflow", "states", "terminal"), WORKFLOWS, ids=["dossier", "edition"])


def _reached(workflow: Workflow, begin: str) -> set[str]:
    """Return every state that moves lead to from `begin`, itself included."""
    found, open_ends = {begin}, [begin]
    while open_ends:
        state = open_ends.pop()
        onward = {move.target for move in workflow.moves if state in move.sources} - found
        found |= onward
        open_ends += onward
    return found


@both
def test_the_table_speaks_of_the_states_there_are(
    workflow: Workflow, states: type[TextChoices], terminal: set[str]
) -> None:
    assert list(workflow.states) == states.values
    assert {state for move in workflow.moves for state in (*move.sources, move.target)} == set(states.values)
    assert workflow.final == terminal
    names = [move.name for move in workflow.moves]
    assert len(names) == len(set(names))


@both
def test_every_state_has_an_owner(workflow: Workflow, states: type[TextChoices], terminal: set[str]) -> None:
    """In every state that is not terminal some role holds a permission to move on."""
    held = {permission for role in access.ROLES.values() for permission in role.permissions}
    owned = {state for move in workflow.moves if move.permission in held for state in move.sources}
    assert owned == set(states.values) - terminal
    assert {move.permission for move in workflow.moves} <= held


@both
def test_every_state_has_a_way_in_and_a_way_out(
    workflow: Workflow, states: type[TextChoices], terminal: set[str]
) -> None:
    begin = states.values[0]
    assert _reached(workflow, begin) == set(states.values)
    for state in states.values:
        exits = {move.target for move in workflow.moves if state in move.sources}
        assert bool(exits) == (state not in terminal), state
        assert _reached(workflow, state) & terminal == terminal, state


@pytest.mark.parametrize("states", PILLS)
def test_every_state_has_a_pill(states: type[TextChoices]) -> None:
    """Told apart by shape, tone or word from the others of its kind."""
    page = Template("{% pill state label %}")
    with translation.override("zh-hans"):
        for state in states:
            shown = page.render(Context({"state": state.value, "label": state.label})).strip()
            assert f'data-state="{state.value}"' in shown
            assert shown.endswith(f"</span>{state.label}</span>")
    looks = [(STATES[state].tone, STATES[state].shape, str(STATES[state].word)) for state in states.values]
    assert len(looks) == len(set(looks))


def test_every_review_agrees_or_returns_from_the_state_it_waits_in() -> None:
    for state, pair in REVIEWS.items():
        assert [state in DOSSIER.move(name).sources for name in pair] == [True, True], state
        assert len({DOSSIER.move(name).permission for name in pair}) == 1, state
    outside = {move.name for move in DOSSIER.moves} - {name for pair in REVIEWS.values() for name in pair}
    assert outside == {"submit", "reopen", "propose_removal"}


def test_an_edition_is_open_or_frozen_and_stands_on_the_stepper() -> None:
    assert set(EditionState.values) == OPEN_STATES | FROZEN_STATES
    assert set() == OPEN_STATES & FROZEN_STATES
    assert [code for code, _word in EDITION_STAGES] == EditionState.values[:-1]


def test_docs_states_is_current() -> None:
    call_command("statediagram", check=True)
