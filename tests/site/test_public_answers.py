"""What is inside cannot reach an answer: the server decides, whoever asks and however.

Everything that the public may not read is put into other words; every public address then answers as before,
to a visitor and to people of the office, whatever the query asks for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse

from controls.models import Measure, Responsibility
from dossiers import actions as dossiers
from organisation.models import User
from powers.models import Power
from registers import documents
from registers.content import PUBLIC_KEYS, PUBLIC_STEP_KEYS
from registers.models import Edition, EditionEntry, Publication
from riskpoints.models import GradeAssessment, RiskPoint
from tests import printed, scenarios, tampering
from tests.scenarios import HIDDEN, NOW, Cast
from tests.site.test_urls import OPEN
from tests.site.world import Route, routes
from tests.tokens import without_tokens

HIDDEN_CODE, OTHER = "HID-001", "改成别的内部字样"
ASKED: tuple[dict[str, str], ...] = (
    {},
    {"view": "internal", "internal": "1"},
    {"layout": "risk", "view": "internal"},
    {"layout": "lanes"},
    {"format": "pdf"},
    {"format": "png"},
    {"q": "优亲厚友"},
    {"q": "绝密"},
    {"unit": "S1"},
)
FILES = {
    "portal:board",
    "portal:chart",
    "portal:export",
    "portal:map_file",
    "portal:poster",
    "portal:unit_board",
    "portal:unit_poster",
}
INSIDE = {
    "entry_reason",
    "grade_reason",
    "grading",
    "mandated_by_law",
    "none_found_statement",
    "nonpublic",
    "responsible",
    "risk_points",
}
INSIDE_STEP = {"function", "key", "post"}
Answer = tuple[int, str, str]


@pytest.fixture
def world(cast: Cast) -> Cast:
    """A published edition with a public and a non-public power."""
    public = scenarios.complete(cast, "临时救助", code="PUB-001")
    hidden = scenarios.complete(cast, "绝密线索核查", code=HIDDEN_CODE, **HIDDEN)
    for power in (public, hidden):
        dossiers.submit(power=power, by=cast.clerk, now=NOW)
        dossiers.agree(power=power, by=cast.head, now=NOW, chart_verified=True)
        dossiers.agree(power=power, by=cast.officer, now=NOW)
    scenarios.edition(cast, "published")
    return cast


def reworded(value: Any) -> Any:
    """The same structure with every word and number another one."""
    if isinstance(value, Mapping):
        return {key: reworded(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [reworded(inner) for inner in value]
    if value is None or isinstance(value, bool):
        return value
    return 99 if isinstance(value, int) else OTHER


def only_public(content: dict[str, Any], *, measures: bool) -> dict[str, Any]:
    """Return the content with everything reworded that is not on the list of public keys."""
    kept = {key: content[key] for key in PUBLIC_KEYS}
    kept["steps"] = [
        reworded(step) | {key: step[key] for key in PUBLIC_STEP_KEYS} for step in content["steps"]
    ]
    points = reworded(content["risk_points"])
    if measures:
        for point, old in zip(points, content["risk_points"], strict=True):
            for measure, before in zip(point["measures"], old["measures"], strict=True):
                measure["title"] = before["title"]
    return reworded(content) | kept | {"risk_points": points}


def reword_entries(*, measures: bool) -> None:
    """Do to the frozen entries what the database refuses to everybody but its owner."""
    if connection.vendor == "sqlite":
        tampering.run("DROP TRIGGER registers_editionentry_no_update")
    else:
        tampering.run("DROP TRIGGER registers_editionentry_append_only ON registers_editionentry")
    public, hidden = (EditionEntry.objects.get(is_public=flag) for flag in (True, False))
    assert set(public.content) == {*PUBLIC_KEYS, *INSIDE, "steps", "is_public"}, (
        "public or inside? Say it here"
    )
    assert set(public.content["steps"][0]) == {*PUBLIC_STEP_KEYS, *INSIDE_STEP}, (
        "public or inside? Say it here"
    )
    rows = EditionEntry._base_manager
    rows.filter(pk=public.pk).update(content=only_public(public.content, measures=measures))
    columns = dict.fromkeys(("code", "name", "unit_code", "unit_name", "category_name"), OTHER)
    rows.filter(pk=hidden.pk).update(**columns, grade="A", content=reworded(hidden.content))


def addresses() -> Iterator[tuple[str, str]]:
    """Every public address that speaks of what is published, with its route's name."""
    chosen = {"institution": "OURS", "code": "PUB-001", "unit": "S1", "extension": "csv"}
    found: list[Route] = [route for route in routes() if route.name in OPEN and "portal" in route.name]
    assert len(found) >= 14
    for route in found:
        yield route.name, reverse(route.name, kwargs={name: chosen[name] for name in route.arguments})


@cache
def read(pdf: bytes) -> str:
    return printed.text(pdf)


def words(answer: HttpResponseBase) -> Answer:
    """What the reader gets, without what differs from one request to the next."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    disposition = answer.headers.get("Content-Disposition", "")
    if body.startswith(b"%PDF"):
        return answer.status_code, disposition, read(body)
    if body.startswith(b"\x89PNG"):
        return answer.status_code, disposition, body.hex()
    return answer.status_code, disposition, without_tokens(body.decode())


def answers(who: User | None) -> dict[tuple[str, str], Answer]:
    """Return what somebody gets at every public address, by its route's name and what the query asks for."""
    client = Client()
    if who:
        client.force_login(who)
    return {
        (name, repr(query)): words(client.get(address, query))
        for name, address in addresses()
        for query in ASKED
    }


@pytest.mark.parametrize("measures", [True, False])
def test_what_is_inside_may_say_anything_and_no_answer_changes(world: Cast, measures: bool) -> None:
    Publication._base_manager.update(include_measures=measures)
    edition, people = Edition.objects.get(), (None, world.officer)
    before = [answers(who) for who in people]
    book = read(documents.content_of(edition, "public_pdf"))
    reword_entries(measures=measures)
    for who, old in zip(people, before, strict=True):
        new = answers(who)
        assert [key for key in new if new[key] != old[key]] == [], who
    assert read(documents.content_of(edition, "public_pdf")) == book
    told = {name for (name, _query), answer in before[0].items() if "两人核查" in answer[2]}
    assert told == ({"portal:power"} if measures else set())
    assert ("两人核查" in book) is measures


def test_signing_in_shows_no_more_of_a_file(world: Cast) -> None:
    outside = answers(None)
    files = [key for key, (status, disposition, _body) in outside.items() if status == 200 and disposition]
    assert {name for name, _query in files} == FILES
    for who in (world.clerk, world.officer):
        inside = answers(who)
        assert [key for key in files if inside[key] != outside[key]] == [], who


@pytest.mark.parametrize("layout", ["flow", "lanes", "risk"])
@pytest.mark.parametrize("format", ["dot", "svg", "png", "pdf"])
def test_a_public_drawing_is_the_same_whatever_the_risks_are(
    cast: Cast, tmp_path: Path, layout: str, format: str
) -> None:
    power = scenarios.complete(cast)

    def drawn(view: str) -> bytes | str:
        output = tmp_path / "chart"
        options = {"view": view, "layout": layout, "format": format}
        call_command("render_flowchart", power.code, output=output, **options)
        return printed.text(output.read_bytes()) if format == "pdf" else output.read_bytes()

    before = drawn("public"), drawn("internal")
    reword_risks(power)
    assert drawn("public") == before[0]
    assert drawn("internal") != before[1]


def reword_risks(power: Power) -> None:
    """Put other risks, measures, people and another grade into a dossier."""
    RiskPoint._base_manager.filter(power=power).update(code="R77", title=OTHER, line="zebra")
    Measure._base_manager.filter(risk_point__power=power).update(title=OTHER)
    GradeAssessment._base_manager.filter(power=power).update(grade="A", reason=OTHER)
    Responsibility._base_manager.filter(power=power, level="direct").delete()
