"""Approval freezes: what is written, that nobody changes it, and that it is all or nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation

from audit import verifiers
from audit.models import AuditEvent
from dossiers import actions as dossiers
from dossiers.content import content_digest, content_of
from powers import actions as powers
from registers import actions
from registers.content import contents_digest
from registers.models import Approval, Edition, EditionEntry, Resolution
from registers.verifying import problems
from riskreg.decisions import Refused
from riskreg.guarded import acting
from tests import scenarios
from tests.scenarios import NOW

APPROVAL = {"meeting": "党委会", "document_no": "1号", "approved_on": NOW.date()}


def reviewed_edition(cast: Any, *included: Any) -> Edition:
    """An edition at *review* that lacks nothing but the approval."""
    edition = scenarios.edition(cast, "review")
    meeting = {"held_on": NOW.date(), "chair": "甲", "attendees": "乙", "minutes": ""}
    actions.record_meeting(edition=edition, by=cast.officer, now=NOW, values=meeting)
    outcomes = [(power, "include", "") for power in included]
    actions.record_resolutions(edition=edition, by=cast.officer, now=NOW, outcomes=outcomes)
    return Edition.objects.get(pk=edition.pk)


def test_entries_hold_the_contents_and_the_digests(cast: Any) -> None:
    first, second = scenarios.confirmed(cast), scenarios.confirmed(cast, "征地补偿", **scenarios.HIDDEN)
    edition = reviewed_edition(cast, first, second)
    approved = actions.approve(edition=edition, by=cast.leader, now=NOW, values=APPROVAL)
    contents = [content_of(scenarios.read(power)) for power in (first, second)]
    entries = list(approved.entries.order_by("position"))
    assert [entry.content for entry in entries] == contents
    assert [entry.digest for entry in entries] == [content_digest(content) for content in contents]
    assert approved.digest == contents_digest(contents)
    assert approved.public_digest == contents_digest(contents[:1])
    assert [(entry.code, entry.name, entry.grade, entry.is_public) for entry in entries] == [
        (first.code, "临时救助", "B", True),
        (second.code, "征地补偿", "B", False),
    ]
    assert (approved.state, approved.frozen_at, approved.frozen_by) == ("approved", NOW, cast.leader)


def test_later_changes_of_the_dossier_leave_the_entry_alone(cast: Any) -> None:
    power = scenarios.confirmed(cast)
    edition = scenarios.edition(cast, "approved")
    before = edition.entries.get().content
    dossiers.reopen(power=power, by=cast.clerk, now=NOW, reason="复核")
    powers.edit(power=power, by=cast.clerk, now=NOW, values={"duties": "改过的职责"})
    assert edition.entries.get().content == before
    assert list(problems()) == []


@pytest.mark.parametrize(
    "statement", ["UPDATE registers_editionentry SET name = 'x'", "DELETE FROM registers_editionentry"]
)
def test_the_database_refuses_to_change_or_delete_entries(cast: Any, statement: str) -> None:
    scenarios.confirmed(cast)
    scenarios.edition(cast, "approved")
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert EditionEntry.objects.get().name == "临时救助"


@pytest.mark.parametrize("way", ["update", "delete", "save"])
def test_the_model_cannot_change_entries_either(cast: Any, way: str) -> None:
    scenarios.confirmed(cast)
    scenarios.edition(cast, "approved")
    entry = EditionEntry.objects.get()
    entry.name = "x"
    ways = {
        "update": lambda: EditionEntry.objects.update(name="x"),
        "delete": entry.delete,
        "save": entry.save,
    }
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        ways[way]()


def test_approval_is_all_or_nothing(cast: Any) -> None:
    """One entry that cannot be stored (the same code twice) undoes the approval and every other entry."""
    first, second = scenarios.confirmed(cast), scenarios.confirmed(cast, "征地补偿")
    edition = reviewed_edition(cast, first, second)
    with transaction.atomic():
        blocked = EditionEntry(
            edition=edition,
            power=second,
            position=9,
            code="占用",
            name="x",
            grade="B",
            is_public=True,
            content={},
            digest="x",
        )
        blocked.save()
    events = AuditEvent.objects.count()
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.approve(edition=edition, by=cast.leader, now=NOW, values=APPROVAL)
    after = Edition.objects.get(pk=edition.pk)
    assert (after.state, after.digest, after.frozen_at) == ("review", "", None)
    assert not Approval.objects.exists()
    assert list(EditionEntry.objects.values_list("code", flat=True)) == ["占用"]
    assert AuditEvent.objects.count() == events


def test_approval_with_a_missing_column_writes_nothing(cast: Any) -> None:
    edition = reviewed_edition(cast, scenarios.confirmed(cast))
    with pytest.raises(ValidationError) as raised:
        actions.approve(edition=edition, by=cast.leader, now=NOW, values={**APPROVAL, "document_no": ""})
    assert list(raised.value.message_dict) == ["document_no"]
    assert not Approval.objects.exists()
    assert not EditionEntry.objects.exists()


def test_approving_twice_freezes_once(cast: Any) -> None:
    edition = reviewed_edition(cast, scenarios.confirmed(cast))
    actions.approve(edition=edition, by=cast.leader, now=NOW, values=APPROVAL)
    with pytest.raises(Refused, match="登记册目前在“已审定”阶段"):
        actions.approve(edition=edition, by=cast.leader, now=NOW, values=APPROVAL)
    assert EditionEntry.objects.count() == 1


def test_publishing_supersedes_the_edition_before(cast: Any) -> None:
    scenarios.confirmed(cast)
    old = scenarios.edition(cast, "published")
    new = scenarios.edition(cast, "published")
    old.refresh_from_db()
    assert (old.label, old.state) == ("2026-1", "superseded")
    assert (new.label, new.state) == ("2026-2", "published")
    assert list(Edition.objects.published()) == [new]


def test_one_edition_is_open_at_a_time(cast: Any) -> None:
    scenarios.edition(cast)
    with pytest.raises(Refused, match="已有一册正在办理"):
        actions.open_edition(institution=cast.institution, year=2027, by=cast.officer, now=NOW)
    with pytest.raises(IntegrityError), acting(by=cast.officer, now=NOW):
        Edition(
            institution=cast.institution, year=2027, number=1, opened_at=NOW, opened_by=cast.officer
        ).save()


def test_without_secrecy_clearance_nothing_is_published(cast: Any) -> None:
    scenarios.confirmed(cast)
    edition = scenarios.edition(cast, "filed")
    values = {**scenarios.PUBLICATION, "secrecy_cleared": False}
    with pytest.raises(Refused, match="保密审查没有通过"):
        actions.publish(edition=edition, by=cast.officer, now=NOW, values=values)
    edition.refresh_from_db()
    assert edition.state == "filed"


def test_resolutions_are_corrected_not_doubled(cast: Any) -> None:
    power = scenarios.confirmed(cast)
    edition = reviewed_edition(cast, power)
    for _again in range(2):
        outcomes = [(power, "exclude", "再议")]
        actions.record_resolutions(edition=edition, by=cast.officer, now=NOW, outcomes=outcomes)
    assert list(Resolution.objects.values_list("outcome", "note")) == [("exclude", "再议")]
    recorded = AuditEvent.objects.filter(event="edition.resolutions_recorded")
    assert recorded.count() == 2  # the third call changed nothing


def test_verification_notices_a_digest_that_is_not_the_approved_one(cast: Any) -> None:
    scenarios.confirmed(cast)
    edition = scenarios.edition(cast, "approved")
    assert list(problems()) == []
    Edition._base_manager.filter(pk=edition.pk).update(digest="0" * 64)
    assert len(list(problems())) == 2
    assert list(verifiers.problems()) == list(problems())


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("zh-hans", "登记册 清河镇 2026-1 的摘要值与各条目不符。"),
        ("en", "Register 清河镇 2026-1: the digest does not match its entries."),
    ],
)
def test_the_page_says_what_is_damaged_in_the_readers_language(
    cast: Any, language: str, sentence: str
) -> None:
    scenarios.confirmed(cast)
    edition = scenarios.edition(cast, "approved")
    Edition._base_manager.filter(pk=edition.pk).update(digest="0" * 64)
    client = Client(headers={"accept-language": language})
    client.force_login(cast.auditor)
    with translation.override("zh-hans"):  # the request's language does not outlive the test
        assert sentence in client.post(reverse("audit:verify")).content.decode()


def test_filing_must_not_be_received_before_it_was_sent(cast: Any) -> None:
    scenarios.confirmed(cast)
    edition = scenarios.edition(cast, "approved")
    day = NOW.date()
    values = {
        "recipient": "县纪委",
        "sent_on": day,
        "receipt_no": "1",
        "received_on": day - timedelta(days=1),
    }
    with pytest.raises(ValidationError, match="回执日期不能早于报送日期"):
        actions.file(edition=edition, by=cast.officer, now=NOW, values=values)
    edition.refresh_from_db()
    assert edition.state == "approved"


def test_the_content_is_the_same_in_every_language(cast: Any) -> None:
    power = scenarios.confirmed(cast)
    chinese = content_of(scenarios.read(power))
    with translation.override("en"):
        english = content_of(scenarios.read(power))
    assert chinese == english
    assert f"{cast.head_post.title}（{cast.head.name}）" in str(chinese)
