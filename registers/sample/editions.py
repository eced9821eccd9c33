"""The township's two editions: last year's taken to publication, this year's at *find* with work waiting."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from dossiers import actions as dossiers
from powers.actions import edit
from powers.models import Power
from registers import actions
from registers.enums import ResolutionOutcome
from registers.models import Edition
from registers.sample.structure import Sample

CONFIRM, MAKE, WORK = timedelta(days=20), timedelta(days=30), timedelta(days=100)


def confirm(sample: Sample, power: Power, now: datetime) -> None:
    """Take a dossier through both reviews."""
    _submit(sample, power, now)
    head = sample.head_of[power.unit.code]
    dossiers.agree(power=power, by=head, now=now + timedelta(days=2), chart_verified=True)
    dossiers.agree(power=power, by=sample.officer, now=now + timedelta(days=5))


def publish_last_year(sample: Sample, year: int, start: datetime) -> Edition:
    """Take the edition of `year` through every stage, with its facts."""
    by = sample.officer
    edition = actions.open_edition(
        institution=sample.institution,
        year=year,
        by=by,
        now=start,
        preparation_note="本册依据乡镇权力流程图册整理，内容为示例。",
    )
    moment = start + timedelta(days=1)
    actions.advance(edition=edition, name="show", by=by, now=moment)
    display = {
        "place": "政府大院公告栏、各站所公示栏",
        "starts_on": moment.date(),
        "ends_on": moment.date() + timedelta(days=7),
        "contact": f"纪委办公室 {sample.institution.complaint_phone}",
    }
    actions.record_display(edition=edition, by=by, now=moment, values=display)
    _copies(edition, "notice", "乡人大主席团，各村民委员会", by, moment)
    moment += timedelta(days=8)
    actions.advance(edition=edition, name="ask", by=by, now=moment)
    _ask(edition, by, moment)
    moment += timedelta(days=10)
    actions.advance(edition=edition, name="review", by=by, now=moment)
    _review(sample, edition, by, moment)
    _conclude(sample, edition, moment + timedelta(days=5))
    return edition


def start_this_year(
    sample: Sample, rows: list[dict[str, Any]], year: int, start: datetime, now: datetime
) -> None:
    """Open this year's edition and bring each dossier to the state its fixture names."""
    actions.open_edition(institution=sample.institution, year=year, by=sample.officer, now=start)
    for offset, row in enumerate(rows):
        wanted = row.get("this_year", "draft")
        power = Power.objects.get(institution=sample.institution, code=row["code"])
        moment = min(start + timedelta(days=offset + 1), now - timedelta(days=2))
        if power.state == "confirmed" and wanted != "confirmed":
            _reopen(sample, power, year, moment)
        if wanted in ("submitted", "returned", "reviewed"):
            _review_again(sample, power, wanted, moment + timedelta(hours=3))


def _submit(sample: Sample, power: Power, now: datetime) -> None:
    dossiers.submit(power=power, by=sample.clerk_of[power.unit.code], now=now)


def _reopen(sample: Sample, power: Power, year: int, now: datetime) -> None:
    clerk = sample.clerk_of[power.unit.code]
    dossiers.reopen(power=power, by=clerk, now=now, reason=f"{year}年度复核")
    words = f"{power.service_commitment}每季度公布一次办理情况。"
    edit(power=power, by=clerk, now=now + timedelta(hours=1), values={"service_commitment": words})


def _review_again(sample: Sample, power: Power, wanted: str, now: datetime) -> None:
    _submit(sample, power, now)
    head = sample.head_of[power.unit.code]
    later = now + timedelta(hours=20)
    if wanted == "returned":
        comment = "服务承诺有修改，请补充按季公布的方式后再报。"
        dossiers.send_back(power=power, by=head, now=later, comment=comment)
    elif wanted == "reviewed":
        dossiers.agree(power=power, by=head, now=later, chart_verified=True)


def _ask(edition: Edition, by: Any, now: datetime) -> None:
    questionnaire = {
        "method": "questionnaire",
        "held_on": now.date(),
        "audience": "办事群众、村民代表",
        "sent": 120,
        "returned": 113,
        "valid": 110,
    }
    actions.record_consultation(edition=edition, by=by, now=now, values=questionnaire)
    for source, topic, text, disposition, reason in (
        ("masses", "procedure", "低保评议结果张榜时间太短，建议延长。", "adopted", "张榜公示期按七日执行。"),
        ("cadre", "measures", "安全检查的频次建议写明。", "partly", "频次由年度检查计划确定，流程图不写死。"),
        ("service_user", "procedure", "建议取消入户核查。", "rejected", "入户核查是规定程序，不能取消。"),
    ):
        values = {"method": "questionnaire", "received_on": now.date(), "source": source, "text": text}
        values["topic"] = topic
        opinion = actions.record_opinion(edition=edition, by=by, now=now, values=values)
        actions.dispose_opinion(opinion=opinion, by=by, now=now, disposition=disposition, reason=reason)


def _review(sample: Sample, edition: Edition, by: Any, now: datetime) -> None:
    meeting = {
        "held_on": now.date(),
        "chair": sample.people["leader"].name,
        "attendees": "领导小组全体成员",
        "minutes": "逐项审议，确认列入本册的职权及其风险点。",
    }
    actions.record_meeting(edition=edition, by=by, now=now, values=meeting)
    outcomes = []
    for power in Power.objects.filter(institution=sample.institution):
        include = power.state == "confirmed"
        outcome = ResolutionOutcome.INCLUDE if include else ResolutionOutcome.EXCLUDE
        outcomes.append((power, outcome, "" if include else "档案尚未补齐"))
    actions.record_resolutions(edition=edition, by=by, now=now, outcomes=outcomes)


def _conclude(sample: Sample, edition: Edition, now: datetime) -> None:
    by, day = sample.officer, now.date()
    approval = {
        "meeting": "乡党委会议",
        "document_no": f"泊党发〔{day.year}〕12号（示例）",
        "approved_on": day,
    }
    actions.approve(edition=edition, by=sample.people["leader"], now=now, values=approval)
    _copies(edition, "filing-report", "县人民政府办公室，县委政法委、县审计局、县财政局", by, now)
    filing = {
        "recipient": sample.institution.superior_discipline_body,
        "sent_on": day,
        "receipt_no": f"示例-{day.year}-031",
        "received_on": day + timedelta(days=6),
    }
    actions.file(edition=edition, by=by, now=now + timedelta(days=6), values=filing)
    publication = {
        "scope": "society",
        "time_rule": "long_term",
        "carriers": ["wall", "board", "web"],
        "include_measures": True,
        "secrecy_reviewer": "党政综合办公室主任",
        "secrecy_reviewed_on": day + timedelta(days=7),
        "secrecy_cleared": True,
    }
    actions.publish(edition=edition, by=by, now=now + timedelta(days=8), values=publication)


def _copies(edition: Edition, paper: str, copies: str, by: Any, now: datetime) -> None:
    actions.record_copies(edition=edition, paper=paper, copies=copies, by=by, now=now)


def spring(year: int, zone: Any) -> datetime:
    """The moment the sample's work of a year begins."""
    return datetime.combine(date(year, 1, 12), datetime.min.time(), zone).replace(hour=9)
