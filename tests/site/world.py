"""One lived-in institution, and every address of the project with arguments that exist in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from controls.models import Measure
from dossiers import actions as dossiers
from imports import actions as imports
from imports import choosing, column_page, keeping, wizard
from imports.models import Import, Synonym
from organisation import actions as organisation
from organisation.models import CalendarDay
from powers.models import Power
from registers import actions as registers
from registers.models import Edition, FileOrder, GeneratedDocument
from registers.tasks import order_file
from riskpoints.models import RiskPoint
from tests import scenarios
from tests.scenarios import NOW, Cast

# Pages of one of the world's two editions only.
OF_FROZEN = {"registers:entry", "registers:entry_pdf", "registers:compare"}
OF_ASKING = {"registers:consultation_edit", "registers:opinion_edit"}


@dataclass(frozen=True)
class Route:
    """One URL pattern: its name with namespace, its address as written, the names of its arguments."""

    name: str
    pattern: str
    arguments: tuple[str, ...]


def routes() -> list[Route]:
    """Return every pattern of the URL map; one that has no name fails here."""
    return list(_walk(get_resolver(), "", ""))


def _walk(resolver: URLResolver, space: str, address: str) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        here = address + str(entry.pattern)
        if isinstance(entry, URLPattern):
            assert entry.name, f"{here} has no name"
            yield Route(space + entry.name, here, tuple(entry.pattern.converters))
        else:
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from _walk(entry, inner, here)


@dataclass
class World:
    """The cast, and the rows that addresses speak of."""

    cast: Cast
    dossiers: dict[str, Power]  # by state
    published: Edition
    running: Edition
    imports: list[Import]

    def addresses(self, route: Route) -> list[str]:
        """Return the addresses of the route: one for each row worth a look."""
        if not route.arguments:
            return [reverse(route.name)]
        return [reverse(route.name, kwargs=chosen) for chosen in self._chosen(route)]

    def _chosen(self, route: Route) -> list[dict[str, Any]]:
        keyed = {name: value for name, value in self._fixed(route).items() if name in route.arguments}
        varied = [name for name in ("pk", "power_pk") if name in route.arguments]
        if not varied:
            return [keyed]
        return [{**keyed, varied[0]: pk} for pk in self._keys(route.name)]

    def _fixed(self, route: Route) -> dict[str, Any]:
        code = self.cast.institution.code
        published = route.name.startswith("portal:")
        return {
            "institution": code if published else None,
            "code": self.dossiers["confirmed"].code,
            "unit": self.cast.unit.code,
            "institution_pk": self.cast.institution.pk,
            "parent_pk": self.cast.unit.pk,
            "unit_pk": self.cast.unit.pk,
            "point_pk": self._point().pk,
            "entry_pk": self.published.entries.get().pk,
            "row": self._row(route.name),
            "year": NOW.year,
            "name": "show",
            "paper": "notice",
            "table": "review",
            "number": 1,
            "format": "json",
            "extension": "csv",
        }

    def _point(self) -> RiskPoint:
        return RiskPoint.objects.get(power=self.dossiers["draft"])

    def _row(self, name: str) -> int:
        rows = self.running.opinions if "opinion" in name else self.running.consultations
        return int(rows.get().pk)

    def _keys(self, name: str) -> list[int]:
        """Return the keys of the rows a route with `pk` is about: of its own if it is special, else its room's."""
        special = self._special()
        if name in special:
            return [special[name]]
        editions = [self.published.pk, self.running.pk]
        rooms = {
            "powers": [row.pk for row in self.dossiers.values()],
            "registers": editions[: 1 if name in OF_FROZEN else 2][1 if name in OF_ASKING else 0 :],
            "riskpoints": [self._point().pk],
            "controls": [Measure.objects.get(risk_point=self._point()).pk],
            "organisation": [self.cast.unit.pk],
            "imports": [row.pk for row in self.imports],
        }
        return rooms[name.split(":")[0]]

    def _special(self) -> dict[str, int]:
        """Return the key of the one row that a route is about, where it is not what its room is about."""
        document = GeneratedDocument.objects.get(edition=self.published, kind="public_pdf").pk
        draft, institution = self.dossiers["draft"].pk, self.cast.institution.pk
        post, clerk = self.cast.staff_post.pk, self.cast.clerk.pk
        named = (
            (draft, "registers:power_xlsx registers:power_pdf registers:power_json riskpoints:create"),
            (draft, "riskpoints:place riskpoints:grade riskpoints:suggestion controls:chain controls:posts"),
            (institution, "organisation:institution organisation:institution_edit"),
            (
                institution,
                "organisation:institution_grants organisation:grants_export registers:working_copy",
            ),
            (self.cast.category.pk, "powers:category_edit"),
            (self.cast.unit.pk, "registers:unit_export"),
            (document, "registers:document registers:document_retry"),
            (FileOrder.objects.get().pk, "registers:order registers:order_fetch registers:order_again"),
            (self._point().pk, "controls:override"),
            (Synonym.objects.get().pk, "imports:synonym_remove"),
            (self.imports[1].pk, "imports:report"),
            (CalendarDay.objects.get().pk, "organisation:calendar_remove"),
            (clerk, "organisation:account_edit organisation:account_active organisation:account_reset"),
            (post, "organisation:post_edit organisation:post_abolish organisation:post_assign"),
        )
        return {name: key for key, names in named for name in names.split()}


def make_world(cast: Cast) -> World:
    """A dossier in every state, a published edition, and one whose opinions are being asked for."""
    calendar = {"day": NOW.date(), "is_workday": False, "name": "调休"}
    organisation.set_calendar_days(by=cast.sysadmin, now=NOW, days=[calendar])
    confirmed = scenarios.confirmed(cast, "临时救助", code="PUB-001")
    published = scenarios.edition(cast, "published", year=2025)
    running = scenarios.edition(cast, "ask")
    _fill(cast, running)
    options = {"pk": cast.institution.pk, "format": "pdf"}
    order_file(kind="working_copy", options=options, by=cast.registrar, now=NOW)
    dossiers = {"confirmed": confirmed, **_in_every_other_state(cast)}
    return World(cast, dossiers, published, running, _imports(cast))


def _imports(cast: Cast) -> list[Import]:
    """A file of which all is chosen, and one that is written; a head of the office's own."""
    common: dict[str, Any] = {"by": cast.registrar, "now": NOW}
    keeping.add_synonym(kind="register", head="Trouble spot", field="point", **common)
    waiting = _chosen(
        cast, b"Unit,Power,Risk point,Risk grade\nPlanning,Permits,Favours,B\nPlanning,Permits,Haste,?\n"
    )
    written = _chosen(cast, b"Unit,Power,Risk point,Risk grade\nPlanning,Surveys,Sloth,A\n")
    return [waiting, imports.apply(source=written, tables=wizard.read(written), **common)]


def _chosen(cast: Cast, content: bytes) -> Import:
    common: dict[str, Any] = {"by": cast.registrar, "now": NOW}
    source = imports.upload(institution=cast.institution, file_name="list.csv", content=content, **common)
    (choice,) = choosing.propose(wizard.book_of(source), cast.institution)
    source = keeping.choose_sheets(source=source, sheets=[choice], **common)
    (form,) = column_page.forms_of(source, wizard.book_of(source))
    return keeping.choose_columns(source=source, sheets=[(choice, form.heads)], **common)


def _fill(cast: Cast, edition: Edition) -> None:
    consultation = {
        "method": "questionnaire",
        "held_on": NOW.date(),
        "audience": "群众",
        "sent": 9,
        "returned": 8,
    }
    registers.record_consultation(edition=edition, by=cast.officer, now=NOW, values=consultation)
    opinion = {"source": "masses", "method": "questionnaire", "received_on": NOW.date(), "text": "补充依据"}
    registers.record_opinion(edition=edition, by=cast.officer, now=NOW, values=opinion)


def _in_every_other_state(cast: Cast) -> dict[str, Power]:
    """Return a dossier in each state but *confirmed*, brought there by the people whose step it is."""
    returned = scenarios.submitted(cast, "退回的一项")
    dossiers.send_back(power=returned, by=cast.head, now=NOW, comment="补充依据")
    proposed, removed = scenarios.complete(cast, "拟取消的一项"), scenarios.complete(cast, "已取消的一项")
    for power in (proposed, removed):
        dossiers.propose_removal(power=power, by=cast.clerk, now=NOW, reason="不再行使")
    dossiers.agree(power=removed, by=cast.officer, now=NOW)
    found = {
        "draft": scenarios.complete(cast, "填报中的一项"),
        "submitted": scenarios.submitted(cast, "待审核的一项"),
        "reviewed": scenarios.reviewed(cast, "待确认的一项"),
        "returned": returned,
        "removal_proposed": proposed,
        "removed": removed,
    }
    return {state: scenarios.read(power) for state, power in found.items()}
