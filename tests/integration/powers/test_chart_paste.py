"""What was copied elsewhere comes back as cells; an actor who is a post here chooses it."""

from __future__ import annotations

from typing import Any

from powers.models import ChartDraft
from tests import scenarios
from tests.integration.powers.test_chart import url


def test_rows_come_back_as_cells(cast: Any, client_of: Any) -> None:
    power = scenarios.draft(cast)
    text = f"环节\t承办岗位\t时限\n受理\t{cast.staff_post.title}\t即时\n审核\t不认识的岗位\t3个工作日"
    answer = client_of("clerk").post(url(power, "chart_paste"), {"text": text})
    first, second = answer.json()["steps"]
    assert first["post"] == str(cast.staff_post.pk)
    assert first["actor"] == cast.staff_post.title
    assert first["time_limit_unit"] == "immediate"
    assert "post" not in second
    assert (second["kind"], second["time_limit_value"]) == ("review", "3")
    assert not power.steps.exists() and not ChartDraft.objects.exists()


def test_nothing_pasted_is_no_step(cast: Any, client_of: Any) -> None:
    power = scenarios.draft(cast)
    assert client_of("clerk").post(url(power, "chart_paste")).json() == {"steps": []}


def test_only_editors_may_ask(cast: Any, client_of: Any) -> None:
    power = scenarios.draft(cast)
    answers = {name: client_of(name).post(url(power, "chart_paste")) for name in ("head", "stranger")}
    assert {name: answer.status_code for name, answer in answers.items()} == {"head": 403, "stranger": 404}
