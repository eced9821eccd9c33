"""The catalogue form."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from audit.models import AuditEvent
from powers import actions, permissions
from powers.models import Power
from riskreg import access
from riskreg.decisions import Refused
from tests import scenarios

NEW = "/powers/new/"
NO_BASES = {"bases-TOTAL_FORMS": "0", "bases-INITIAL_FORMS": "0"}


def typed(cast: Any, **values: Any) -> dict[str, str]:
    found = {"name": "临时救助", "category": cast.category.pk, "unit": cast.unit.pk, "is_public": "yes"}
    return {name: str(text) for name, text in {**found, **NO_BASES, **values}.items()}


def basis(place: int, **values: str) -> dict[str, str]:
    row = {"level": "law", "title": "", "document_no": "", "article": "", "text": "", **values}
    return {f"bases-{place}-{name}": text for name, text in row.items()}


def edit_url(power: Power) -> str:
    return reverse("powers:edit", args=[power.pk])


def as_posted(response: Any) -> dict[str, str]:
    """What the page would send if nothing were changed."""
    found = {"seen": response.context["seen"]}
    for form in [response.context["form"], *response.context["bases"].forms]:
        for field in form:
            value = field.value()
            if value not in (None, False):
                found[field.html_name] = "on" if value is True else str(value)
    for field in response.context["bases"].management_form:
        found[field.html_name] = str(field.value())
    return found


def test_access_by_role(cast: Any, client_of: Any) -> None:
    power = scenarios.draft(cast)
    for name, edit, new in (
        ("clerk", 200, 200),
        ("head", 403, 403),
        ("officer", 403, 403),
        ("colleague", 404, 200),
        ("stranger", 404, 200),
        ("sysadmin", 404, 403),
    ):
        client = client_of(name)
        assert client.get(edit_url(power)).status_code == edit, name
        assert client.post(edit_url(power), typed(cast)).status_code != 302 or name == "clerk", name
        assert client.get(NEW).status_code == new, name


def test_draft_needs_only_name_category_and_unit(cast: Any, client_of: Any) -> None:
    clerk = client_of("clerk")
    assert clerk.post(NEW, typed(cast)).status_code == 302
    power = Power.objects.get()
    assert (power.name, power.code, power.state, power.created_by) == (
        "临时救助",
        "S1-JF-001",
        "draft",
        cast.clerk,
    )
    response = clerk.post(NEW, NO_BASES)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"name", "category", "unit", "is_public"}


def test_unit_outside_the_reach_is_not_offered_and_not_taken(cast: Any, client_of: Any) -> None:
    clerk = client_of("clerk")
    assert list(clerk.get(NEW).context["form"].fields["unit"].queryset) == [cast.unit]
    response = clerk.post(NEW, typed(cast, unit=cast.other_unit.pk))
    assert set(response.context["form"].errors) == {"unit"}


def test_action_refuses_to_hand_a_power_to_a_unit_out_of_reach(cast: Any) -> None:
    power = scenarios.draft(cast)
    values = {"unit": cast.other_unit}
    with pytest.raises(Refused):
        actions.edit(power=power, by=cast.clerk, now=scenarios.NOW, values=values)
    access.grant(user=cast.clerk, role="clerk", unit=cast.other_unit)
    power = actions.edit(power=power, by=cast.clerk, now=scenarios.NOW, values=values)
    assert power.unit == cast.other_unit


def test_power_never_moves_to_another_institution(cast: Any) -> None:
    power = scenarios.draft(cast)
    their_root = access.paths(cast.stranger, "edit_dossier")
    theirs = type(cast.unit).objects.get(path=their_root[0])
    access.grant(user=cast.clerk, role="clerk", unit=theirs)
    assert not permissions.can_move_to(cast.clerk, power, theirs)


def test_leader_is_a_leading_post_of_the_institution(cast: Any, client_of: Any) -> None:
    form = client_of("clerk").get(NEW).context["form"]
    assert set(form.fields["leader_in_charge"].queryset) == {cast.principal, cast.deputy}


@pytest.mark.parametrize("missing", ["nonpublic_permanence", "nonpublic_basis", "nonpublic_reason"])
def test_nonpublic_power_needs_type_basis_and_reason(cast: Any, client_of: Any, missing: str) -> None:
    values = {
        "is_public": "no",
        "nonpublic_permanence": "cannot",
        "nonpublic_basis": "保密规定",
        "nonpublic_reason": "秘密",
    }
    clerk = client_of("clerk")
    response = clerk.post(NEW, typed(cast, **{**values, missing: ""}))
    assert set(response.context["form"].errors) == {missing}
    assert clerk.post(NEW, typed(cast, **values)).status_code == 302
    assert Power.objects.get().is_public is False


def test_errors_stand_at_their_fields_and_everything_typed_stays(cast: Any, client_of: Any) -> None:
    values = typed(
        cast,
        name="长" * 121,
        duties="责" * 2001,
        time_limit_value="三天",
        time_limit_unit="week",
        code="中文",
        notes="<b>&备注",
    )
    values |= {
        "bases-TOTAL_FORMS": "2",
        **basis(0, title="法" * 201, text="条文"),
        **basis(1, article="第一条"),
    }
    response = client_of("clerk").post(NEW, values)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"name", "duties", "time_limit_value", "code"}
    assert [set(errors) for errors in response.context["bases"].errors] == [{"title"}, {"title"}]
    html = response.content.decode()
    for text in ("长" * 121, "责" * 2001, "三天", "中文", "&lt;b&gt;&amp;备注", "法" * 201, "第一条", "条文"):
        assert text in html


@pytest.mark.parametrize(
    ("value", "unit", "wrong"),
    [("5", "", "time_limit_unit"), ("", "week", "time_limit_value"), ("5", "immediate", "time_limit_value")],
)
def test_time_limit_is_whole(cast: Any, client_of: Any, value: str, unit: str, wrong: str) -> None:
    response = client_of("clerk").post(NEW, typed(cast, time_limit_value=value, time_limit_unit=unit))
    assert set(response.context["form"].errors) == {wrong}


def test_used_code_is_an_error_at_the_code(cast: Any, client_of: Any) -> None:
    power = scenarios.draft(cast)
    response = client_of("clerk").post(NEW, typed(cast, code=power.code))
    assert response.status_code == 422
    assert "已经使用过" in response.content.decode()


def test_bases_are_added_changed_and_removed(cast: Any, client_of: Any) -> None:
    clerk = client_of("clerk")
    values = typed(cast, **{"bases-TOTAL_FORMS": "3"}, **basis(0, title="甲法"), **basis(1))
    values |= basis(2, title="乙法")
    assert clerk.post(NEW, values).status_code == 302
    power = Power.objects.get()
    assert [row.title for row in power.bases.all()] == ["甲法", "乙法"]
    values = as_posted(clerk.get(edit_url(power)))
    values |= {"bases-0-DELETE": "on", "bases-1-article": "第九条"}
    assert clerk.post(edit_url(power), values).status_code == 302
    assert [str(row) for row in power.bases.all()] == ["乙法 第九条"]


def test_opening_and_saving_changes_nothing(cast: Any, client_of: Any) -> None:
    power = scenarios.complete(cast, duties="第一行\n第二行")
    clerk = client_of("clerk")
    events = AuditEvent.objects.count()
    values = {
        name: text.replace("\n", "\r\n") for name, text in as_posted(clerk.get(edit_url(power))).items()
    }
    assert clerk.post(edit_url(power), values).status_code == 302
    assert AuditEvent.objects.count() == events


@pytest.fixture
def crossed(cast: Any, client_of: Any) -> Any:
    """Two people opened the same form; the other one saved first."""
    power = scenarios.complete(cast)
    clerk = client_of("clerk")
    mine = as_posted(clerk.get(edit_url(power)))
    theirs = {
        **mine,
        "name": "对方名称",
        "duties": "对方职责",
        "bases-0-title": "对方的法",
        "bases-1-title": "对方加的法",
    }
    assert clerk.post(edit_url(power), theirs).status_code == 302
    mine |= {"name": "我的名称", "conditions": "我的条件"}
    return power, clerk, mine


def test_both_versions_are_shown_field_by_field(crossed: Any) -> None:
    power, clerk, mine = crossed
    response = clerk.post(edit_url(power), mine)
    assert response.status_code == 409
    shown = {row.name: (row.mine, row.theirs) for row in response.context["conflict"]}
    assert shown["name"] == ("我的名称", "对方名称")
    assert shown["conditions"] == ("我的条件", "户籍在本镇")
    assert shown["duties"] == ("依法审核并按时答复", "对方职责")
    assert set(shown) == {"name", "conditions", "duties", "bases"}
    html = response.content.decode()
    assert "clerk甲 于 " in html
    assert 'value="我的名称"' in html
    power.refresh_from_db()
    assert power.name == "对方名称"


def test_person_chooses_for_each_field(crossed: Any) -> None:
    power, clerk, mine = crossed
    mine["seen"] = clerk.post(edit_url(power), mine).context["seen"]
    chosen = {"choose-name": "mine", "choose-conditions": "mine"}
    chosen |= {"choose-duties": "theirs", "choose-bases": "theirs"}
    assert clerk.post(edit_url(power), {**mine, **chosen}).status_code == 302
    power.refresh_from_db()
    assert (power.name, power.conditions, power.duties) == ("我的名称", "我的条件", "对方职责")
    assert [row.title for row in power.bases.all()] == ["对方的法", "对方加的法"]


def test_third_save_in_between_is_shown_again(crossed: Any) -> None:
    power, clerk, mine = crossed
    mine["seen"] = clerk.post(edit_url(power), mine).context["seen"]
    third = as_posted(clerk.get(edit_url(power))) | {"notes": "第三人"}
    assert clerk.post(edit_url(power), third).status_code == 302
    response = clerk.post(edit_url(power), mine)
    assert response.status_code == 409
    assert "notes" in {row.name for row in response.context["conflict"]}


def test_submitted_dossier_is_locked(cast: Any, client_of: Any) -> None:
    power = scenarios.submitted(cast)
    assert client_of("clerk").get(edit_url(power)).status_code == 403
