"""The chain names the first row that does not hold; the database refuses to change or delete one."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction

from audit import chain, verifiers
from audit.chain import Damage
from audit.models import AuditEvent, ChainHead
from audit.recording import record
from riskreg.guarded import UnguardedWrite, acting
from tests.scenarios import NOW, Cast
from tests.tampering import drop_triggers, run


@pytest.fixture
def ten(cast: Cast) -> Cast:
    """A chain of ten events."""
    for number in range(10):
        with acting(by=cast.sysadmin, now=NOW + timedelta(minutes=number)):
            details = {"name": [f"名称{number}", "新名称"]}
            record(
                "unit.edited", subject=cast.unit, institution="OURS", reason=f"理由{number}", details=details
            )
    return cast


def damage() -> Damage | None:
    return chain.verify().damage


def test_an_untouched_chain_holds(ten: Cast) -> None:
    assert chain.verify() == chain.Verification(10, None)


def test_an_empty_chain_holds(db: None) -> None:
    assert chain.verify() == chain.Verification(0, None)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit_auditevent SET reason = '理由x' WHERE seq = 4",
        "UPDATE audit_auditevent SET actor_name = 'x' WHERE seq = 4",
        "UPDATE audit_auditevent SET address = '10.0.0.1' WHERE seq = 4",
        "UPDATE audit_auditevent SET event = 'unit.added' WHERE seq = 4",
        "UPDATE audit_auditevent SET details = '{}' WHERE seq = 4",
        "UPDATE audit_auditevent SET at = (SELECT at FROM audit_auditevent WHERE seq = 5) WHERE seq = 4",
    ],
)
def test_a_changed_row_is_named(ten: Cast, change: str) -> None:
    drop_triggers()
    run(change)
    assert chain.verify() == chain.Verification(3, Damage(4, "content"))


def test_a_row_with_a_hash_made_to_fit_breaks_the_next_one(ten: Cast) -> None:
    drop_triggers()
    event = AuditEvent.objects.get(seq=4)
    event.reason = "别的理由"
    run(f"UPDATE audit_auditevent SET reason = '别的理由', hash = '{chain.hash_of(event)}' WHERE seq = 4")
    assert chain.verify() == chain.Verification(4, Damage(5, "link"))


def test_the_last_row_with_a_hash_made_to_fit_is_named(ten: Cast) -> None:
    drop_triggers()
    event = AuditEvent.objects.get(seq=10)
    event.reason = "别的理由"
    run(f"UPDATE audit_auditevent SET reason = '别的理由', hash = '{chain.hash_of(event)}' WHERE seq = 10")
    assert damage() == Damage(10, "content")


def test_a_row_missing_in_the_middle_is_noticed_at_the_next_one(ten: Cast) -> None:
    drop_triggers()
    run("DELETE FROM audit_auditevent WHERE seq = 4")
    assert chain.verify() == chain.Verification(3, Damage(5, "missing"))


def test_a_cut_tail_is_noticed(ten: Cast) -> None:
    drop_triggers()
    run("DELETE FROM audit_auditevent WHERE seq > 7")
    assert chain.verify() == chain.Verification(7, Damage(8, "tail"))


def test_a_tail_cut_together_with_the_remembered_end_is_noticed_if_the_end_is_gone(ten: Cast) -> None:
    ChainHead.objects.all().delete()
    assert damage() == Damage(11, "tail")


def test_a_row_appended_by_hand_is_named(ten: Cast) -> None:
    last = AuditEvent.objects.get(seq=10)
    forged = AuditEvent(
        seq=11, at=NOW, event="unit.added", actor_name="x", subject_type="x", subject_id="1",
        subject_label="x", previous_hash=last.hash,
    )  # fmt: skip
    forged.hash = chain.hash_of(forged)
    forged.save()
    assert damage() == Damage(11, "foreign")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_auditevent SET reason = 'x' WHERE seq = 1",
        "DELETE FROM audit_auditevent WHERE seq = 1",
        "DELETE FROM audit_auditevent",
    ],
)
def test_the_database_refuses_to_change_or_delete_events(ten: Cast, statement: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        run(statement)
    assert chain.verify() == chain.Verification(10, None)


def test_the_model_refuses_to_be_saved_again_or_deleted(ten: Cast) -> None:
    event = AuditEvent.objects.get(seq=3)
    with pytest.raises(TypeError):
        event.save()
    with pytest.raises(TypeError):
        event.delete()


def test_nothing_is_recorded_outside_of_an_action(cast: Cast) -> None:
    with pytest.raises(UnguardedWrite):
        record("unit.edited", subject=cast.unit)
    assert not AuditEvent.objects.exists()


def test_a_failed_action_leaves_no_event(ten: Cast) -> None:
    def fail() -> None:
        with acting(by=ten.sysadmin, now=NOW):
            record("unit.edited", subject=ten.unit)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert chain.verify() == chain.Verification(10, None)


def verify_audit() -> str:
    out = StringIO()
    call_command("verify_audit", stdout=out)
    return out.getvalue()


def test_the_command_prints_the_count(ten: Cast) -> None:
    assert verify_audit() == "10 events and all frozen editions hold.\n"


def test_the_command_fails_and_names_the_row(ten: Cast) -> None:
    drop_triggers()
    run("UPDATE audit_auditevent SET reason = 'x' WHERE seq = 4")
    with pytest.raises(CommandError) as error:
        verify_audit()
    assert str(error.value) == "Damaged at event 4: its content was changed. The 3 events before it hold."
    assert error.value.returncode == 1


def test_the_command_fails_on_what_a_verifier_finds(ten: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(verifiers._verifiers, "cellar", lambda: ["the door is open", "so is the window"])
    with pytest.raises(CommandError) as error:
        verify_audit()
    assert str(error.value) == "Damaged: the door is open"
