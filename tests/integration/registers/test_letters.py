"""Form F6: one letter for each post at each level, with its own list of powers and risk points."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from audit.models import AuditEvent
from controls import actions as controls
from dossiers import actions as dossiers
from registers.papers import responsibility
from registers.sample.generating import generate
from riskpoints.models import RiskPoint
from riskreg.rendering import letter as letters
from tests import printed, scenarios
from tests.integration.registers.test_papers import words_of
from tests.scenarios import HIDDEN, NOW


@pytest.fixture
def edition(cast: Any) -> Any:
    """A frozen edition: 救助 and 核查 with the usual chain; the point of 核查 is in the deputy's own care."""
    scenarios.confirmed(cast, "临时救助", code="PUB-001")
    hidden = scenarios.complete(cast, "线索核查", code="HID-001", **HIDDEN)
    point = RiskPoint.objects.get(power=hidden)
    controls.set_chain(power=hidden, point=point, by=cast.clerk, now=NOW, posts={"direct": cast.staff_post})
    dossiers.submit(power=scenarios.read(hidden), by=cast.clerk, now=NOW)
    dossiers.agree(power=scenarios.read(hidden), by=cast.head, now=NOW, chart_verified=True)
    dossiers.agree(power=scenarios.read(hidden), by=cast.officer, now=NOW)
    return scenarios.edition(cast, "approved")


def url(edition: Any, number: int, format: str = "pdf") -> str:
    return reverse(f"registers:letter_{format}", args=[edition.pk, number])


def test_the_charges_follow_the_chain_and_what_single_points_say_otherwise(edition: Any) -> None:
    found = {
        (one.number, one.level, one.unit, one.name.partition("（")[0]): [
            (content["code"], len(points)) for content, points in one.powers
        ]
        for one in responsibility.charges_of(edition)
    }
    both = [("HID-001", 1), ("PUB-001", 1)]
    assert found == {
        (1, "first", "", "镇长"): both,
        (2, "in_charge", "", "副镇长"): both,
        (3, "direct", "民政所", "所长"): [("HID-001", 0), ("PUB-001", 1)],
        (4, "direct", "民政所", "办事员"): [("HID-001", 1)],
        (5, "staff", "民政所", "办事员"): both,
    }


LEVELS = ("first", "in_charge", "direct", "staff")
Charges = list[responsibility.Charge]


def items(charge: responsibility.Charge) -> set[tuple[str, str]]:
    """What a letter lists: its powers, and their risk points."""
    return {
        (content["code"], code)
        for content, points in charge.powers
        for code in ("", *(point["code"] for point in points))
    }


def below(charge: responsibility.Charge, found: Charges) -> Charges:
    """The letters of those who answer to the holder, and his own at a lower level."""
    lower = LEVELS[LEVELS.index(charge.level) + 1 :]
    mine = [one for one in found if one.level in lower]
    return [one for one in mine if charge.name in one.above or charge.name == one.name]


def thinned(found: Charges) -> set[tuple[str, str]]:
    """What some letter lists and no letter below it does."""
    return {
        item
        for charge in found
        if charge.level != "staff"
        for item in items(charge) - {one for child in below(charge, found) for one in items(child)}
    }


def test_nothing_is_lost_on_the_way_down_and_nothing_added(edition: Any) -> None:
    found = responsibility.charges_of(edition)
    contents = edition.entries.values_list("content", flat=True)
    everything = {
        (one["code"], code)
        for one in contents
        for code in ("", *(point["code"] for point in one["risk_points"]))
    }
    assert len(everything) == 4
    for level in LEVELS:
        assert {item for one in found if one.level == level for item in items(one)} == everything, level
    assert thinned(found) == set()
    for charge in found:
        superiors = [one for one in found if charge in below(one, found)]
        assert charge.level == "first" or items(charge) <= {item for one in superiors for item in items(one)}
    found[4].powers.pop()  # a member of staff who is spared a power
    assert thinned(found) == {("PUB-001", ""), ("PUB-001", "R1")}


def test_a_letter_is_given_by_the_nearest_post_above_that_is_another(edition: Any) -> None:
    found = {
        one.number: [name.partition("（")[0] for name in one.above]
        for one in responsibility.charges_of(edition)
    }
    assert found == {1: [], 2: ["镇长"], 3: ["副镇长"], 4: ["副镇长"], 5: ["所长", "副镇长"]}


def test_a_level_that_nobody_holds_is_skipped_and_said(cast: Any, client_of: Any) -> None:
    (one,) = responsibility.charges(
        [
            {
                "code": "X",
                "unit": "科",
                "risk_points": [],
                "grade": "C",
                "responsible": chain(first="甲", staff="乙"),
            }
        ]
    )[1:]
    assert (one.level, list(one.above)) == ("staff", ["甲"])
    generate(institution=cast.institution, powers=2, points_each=1, by=cast.officer, now=NOW)
    frozen = scenarios.edition(cast, "approved")
    page = client_of("officer").get(reverse("registers:letters", args=[frozen.pk])).content.decode()
    assert "有2项职权没有写全四级责任人，缺的一级没有责任书。" in page


@pytest.mark.parametrize("format", ["pdf", "docx"])
def test_a_letter_says_who_answers_to_whom_for_what(edition: Any, client_of: Any, format: str) -> None:
    said = words_of(client_of("officer").get(url(edition, 3, format)))
    for words in (
        "清河镇廉责〔2026〕1-3号",
        "清河镇人民政府2026年度廉政风险防控责任书",
        "（直接责任人）",
        "责任人所长（head甲）",
        "交责人副镇长",
        "附件所列职权2项（A级0项、B级2项、C级0项）、风险点1个的防控负责",
        "对本科室的廉政风险防控负直接责任",
        "线索核查（HID-001）",
        "各风险点另有责任人",
        "优亲厚友",
        "两人核查",
        "复核不符率",
        "责任人签字",
    ):
        assert words in said, words
    assert "党委" in words_of(client_of("officer").get(url(edition, 1, format)))


def test_each_level_has_duties_of_its_own(edition: Any) -> None:
    made = {one.level: responsibility.letter(edition, one) for one in responsibility.charges_of(edition)}
    duties = {level: made[level].blocks[4].items for level in made}
    assert set(duties) == {"first", "in_charge", "direct", "staff"}
    assert len({held[0] for held in duties.values()}) == 4
    assert {held[-1] for held in duties.values()} == {"检查发现的问题按期整改，整改结果经复查确认。"}
    # form F6: found and graded, measures, publicity and ledger, training, hidden dangers, inspections, put right
    clauses = ("查找", "措施", "公开", "台账", "教育", "书面报告", "监督检查", "整改")
    for level, held in duties.items():
        assert [word for word in clauses if word not in "".join(held)] == [], level
    heads = [block.text for block in made["first"].blocks if isinstance(block, letters.Heading)]
    assert heads == ["一、责任范围", "二、责任内容", "三、考核和责任追究", "四、期限和份数"]


def test_the_list_and_the_letters_of_a_page_in_one_file(edition: Any, client_of: Any) -> None:
    client = client_of("leader")
    page = client.get(reverse("registers:letters", args=[edition.pk])).content.decode()
    assert [url(edition, number) in page for number in (1, 5, 6)] == [True, True, False]
    assert "有1项职权" not in page
    answer = client.get(reverse("registers:letters_pdf", args=[edition.pk]))
    said = printed.text(answer.content)
    assert all(f"清河镇廉责〔2026〕1-{number}号" in said for number in range(1, 6))
    event = AuditEvent.objects.filter(event="paper.printed").get()
    made = [responsibility.letter(edition, one) for one in responsibility.charges_of(edition)]
    assert event.details["digests"] == {one.number: letters.digest(one) for one in made}


def test_who_gets_letters_and_when(cast: Any, edition: Any, client_of: Any) -> None:
    addresses = [url(edition, 1), reverse("registers:letters", args=[edition.pk])]
    addresses.append(reverse("registers:letters_pdf", args=[edition.pk]))
    for address in addresses:
        assert client_of("clerk").get(address).status_code == 403
        assert client_of("stranger").get(address).status_code == 404
    assert client_of("officer").get(url(edition, 6)).status_code == 404
    open_one = scenarios.edition(cast)
    refused = client_of("officer").get(url(open_one, 1))
    assert refused.status_code == 403
    assert "到“已审定”阶段才有这份文书。" in refused.content.decode()


def test_what_was_signed_prints_the_same_after_people_and_dossiers_change(
    cast: Any, edition: Any, client_of: Any
) -> None:
    before = client_of("officer").get(url(edition, 5)).content
    type(cast.clerk).objects.filter(pk=cast.clerk.pk).update(name="换了名字")
    assert client_of("officer").get(url(edition, 5)).content == before


def chain(**names: str) -> dict[str, str]:
    return {level: names.get(level, "") for level in ("first", "in_charge", "direct", "staff")}


def test_nobody_named_gives_no_letter_and_hundreds_give_hundreds() -> None:
    usual = {"risk_points": [], "grade": "C", "is_public": True}
    powers = [
        {**usual, "unit": f"科室{one}", "responsible": chain(first="镇长", direct="所长")}
        for one in range(300)
    ]
    found = responsibility.charges([{**usual, "unit": "空", "responsible": chain()}, *powers])
    assert [one.number for one in found] == list(range(1, 302))
    assert len(found[0].powers) == 300
    assert {(one.level, one.name, len(one.powers)) for one in found[1:]} == {("direct", "所长", 1)}
    assert responsibility.charges([]) == []
