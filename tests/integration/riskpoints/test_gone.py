"""What somebody deleted while another person had its page open: a sentence, not a broken page."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from organisation.models import Unit, User
from powers.models import Power
from riskpoints import actions
from riskpoints.models import RiskPoint
from riskpoints.stored import risk_values
from riskreg.decisions import Gone
from riskreg.guarded import lock_row
from riskreg.stale import token
from tests import scenarios
from tests.scenarios import NOW

WORDS = "别人已经删除了这里要办理的内容"


@pytest.mark.parametrize("name", ["edit", "remove"])
def test_acting_on_what_was_deleted_meanwhile_says_so(
    cast: Any, client_of: Any, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    point = RiskPoint.objects.get(power=scenarios.complete(cast))
    act, remove = getattr(actions, name), actions.remove

    def late(**values: Any) -> Any:
        remove(point=RiskPoint.objects.get(pk=point.pk), by=cast.clerk, now=NOW)
        return act(**values)

    monkeypatch.setattr(actions, name, late)
    shown = risk_values(point)
    mine = {key: value or "" for key, value in shown.items()} | {"title": "改过", "seen": token(shown)}
    response = client_of("clerk").post(reverse(f"riskpoints:{name}", args=[point.pk]), mine)
    page = response.content.decode()
    assert response.status_code == 409
    assert WORDS in page
    assert f'href="{reverse(f"riskpoints:{name}", args=[point.pk])}"' not in page


@pytest.mark.parametrize("model", [User, Unit, Power])
@pytest.mark.django_db
def test_locking_what_is_not_there_is_a_refusal(model: Any) -> None:
    with pytest.raises(Gone, match=WORDS):
        lock_row(model.objects.all(), 0)
