"""What was answered and corrected on the preview stays in sight, and can be changed or taken back."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from imports.models import Import
from tests.integration.imports.test_wizard import REGISTER, to_preview, url
from tests.scenarios import Cast

CELL = "0:4:风险等级"


@pytest.fixture
def registrar(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.registrar)
    return client


def shown(client: Client, source: Import) -> Any:
    return client.get(url("preview", source)).context


def test_a_correction_stays_in_sight_and_the_text_of_the_file_comes_back(
    cast: Cast, registrar: Client
) -> None:
    source = to_preview(registrar, cast)
    registrar.post(url("preview", source), {f"cell:{CELL}": "极高"})
    assert shown(registrar, source)["corrected"] == []  # still refused: it waits among the rows
    registrar.post(url("preview", source), {f"cell:{CELL}": "高"})
    context = shown(registrar, source)
    assert [(one.place, one.row, one.head, one.text) for one in context["corrected"]] == [
        (CELL, "4", "风险等级", "高")
    ]
    assert (context["decided"], len(context["plan"].rejected)) == (1, 0)
    registrar.post(url("preview", source), {f"cell:{CELL}": "高", f"back:{CELL}": "on"})
    context = shown(registrar, source)
    assert (context["decided"], [cell.value for cell in context["plan"].rejected]) == (0, ["很高"])


@pytest.mark.parametrize("new", [False, True])
def test_an_answer_stays_in_sight_and_is_asked_again(cast: Cast, registrar: Client, new: bool) -> None:
    source = to_preview(registrar, cast, REGISTER.replace("民政所", "民政办公所"))
    field = "answer:units:民政办公所"
    registrar.post(url("preview", source), {field: "new" if new else str(cast.unit.pk)})
    context = shown(registrar, source)
    assert [(one.field, one.text, one.words) for one in context["answered"]] == [
        (field, "民政办公所", "" if new else "民政所")
    ]
    assert context["asked"] == 0
    registrar.post(url("preview", source), {field: "again"})
    context = shown(registrar, source)
    assert (context["asked"], context["decided"]) == (1, 0)


def test_an_answer_that_names_no_record_of_the_institution_is_asked_again(
    cast: Cast, registrar: Client
) -> None:
    """It was deleted since, or the key was never on the page."""
    elsewhere = cast.stranger.institution.units.get()
    source = to_preview(registrar, cast, REGISTER.replace("民政所", "民政办公所"))
    for key in (str(elsewhere.pk), "9" * 30):
        registrar.post(url("preview", source), {"answer:units:民政办公所": key})
    context = shown(registrar, source)
    assert (context["asked"], context["answered"], context["decided"]) == (1, [], 0)
