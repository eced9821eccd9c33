"""Every state × every move, and never two steps by one person."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from dossiers import actions
from dossiers.permissions import STAGE_OF_MOVE, can_move
from dossiers.workflow import DOSSIER, REVIEWS
from powers.enums import DossierState
from powers.models import Power
from riskreg import access
from riskreg.decisions import Conflict, Refused
from tests import scenarios
from tests.scenarios import NOW

pytestmark = pytest.mark.django_db

TABLE = {
    ("draft", "submit"): "submitted",
    ("returned", "submit"): "submitted",
    ("submitted", "agree_as_head"): "reviewed",
    ("submitted", "return_as_head"): "returned",
    ("reviewed", "confirm"): "confirmed",
    ("reviewed", "return_as_discipline"): "returned",
    ("confirmed", "reopen"): "draft",
    ("draft", "propose_removal"): "removal_proposed",
    ("returned", "propose_removal"): "removal_proposed",
    ("confirmed", "propose_removal"): "removal_proposed",
    ("removal_proposed", "confirm_removal"): "removed",
    ("removal_proposed", "keep"): "draft",
}
OWNER = {"edit_dossier": "clerk", "review_as_head": "head", "review_as_discipline": "officer"}
MOVES = [move.name for move in DOSSIER.moves]


def _in_state(cast: Any, state: str) -> Power:
    power = scenarios.complete(cast)
    Power._base_manager.filter(pk=power.pk).update(state=state, removal_reason="不再行使")
    return scenarios.read(power)


@pytest.mark.parametrize("name", MOVES)
@pytest.mark.parametrize("state", DossierState.values)
def test_each_move_leaves_exactly_its_states(cast: Any, state: str, name: str) -> None:
    power = _in_state(cast, state)
    owner = getattr(cast, OWNER[DOSSIER.move(name).permission])
    assert bool(can_move(owner, power, name)) is ((state, name) in TABLE)
    if (state, name) in TABLE:
        assert DOSSIER.next_state(state, name) == TABLE[state, name]
    else:
        with pytest.raises(Conflict):
            DOSSIER.next_state(state, name)


@pytest.mark.parametrize("name", MOVES)
def test_only_the_owner_takes_the_move(cast: Any, name: str) -> None:
    source = sorted(DOSSIER.move(name).sources)[0]
    power = _in_state(cast, source)
    owner = OWNER[DOSSIER.move(name).permission]
    allowed = {who for who, user in cast.people().items() if can_move(user, power, name)}
    assert allowed == {owner}


def test_every_move_belongs_to_a_stage_and_every_review_has_two_moves() -> None:
    assert set(STAGE_OF_MOVE) == set(MOVES)
    assert {name for pair in REVIEWS.values() for name in pair} <= set(MOVES)


STEPS = {"prepare": "submit", "head": "agree_as_head", "discipline": "confirm"}
BEFORE = {"prepare": "draft", "head": "submitted", "discipline": "reviewed"}


@pytest.mark.parametrize(("first", "second"), list(permutations(STEPS, 2)))
def test_nobody_takes_two_steps_on_one_dossier(cast: Any, first: str, second: str) -> None:
    """One person holds every role; what they did in one stage bars them from the others."""
    for role in ("clerk", "unit_head", "discipline_officer"):
        access.grant(user=cast.clerk, role=role, unit=cast.unit)
    cast.fresh()
    power = _in_state(cast, BEFORE[first])
    act = actions.submit if first == "prepare" else actions.agree
    values = {"chart_verified": True} if first == "head" else {}
    act(power=power, by=cast.clerk, now=NOW, **values)
    Power._base_manager.filter(pk=power.pk).update(state=BEFORE[second])
    denied = can_move(cast.clerk, scenarios.read(power), STEPS[second])
    # an agreement of the discipline officer ends the cycle: the next one begins with a clean slate
    assert bool(denied) is (first == "discipline")


def test_the_same_person_may_submit_again_after_a_return(cast: Any) -> None:
    power = scenarios.submitted(cast)
    actions.send_back(power=power, by=cast.head, now=NOW, comment="补充依据")
    power = actions.submit(power=scenarios.read(power), by=cast.clerk, now=NOW)
    assert (power.state, power.round) == ("submitted", 2)


def test_a_refusal_says_why(cast: Any) -> None:
    power = scenarios.draft(cast)
    with pytest.raises(Refused, match="必须补齐"):
        actions.submit(power=power, by=cast.clerk, now=NOW)
    power.refresh_from_db()
    assert (power.state, power.decisions.count()) == ("draft", 0)
