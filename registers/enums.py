"""Closed lists of the registers room."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class EditionState(TextChoices):
    """The seed's method: the four steps, then approval, filing and publication."""

    FIND = "find", _("找")
    SHOW = "show", _("亮")
    ASK = "ask", _("问")
    REVIEW = "review", _("审")
    APPROVED = "approved", _("已审定")
    FILED = "filed", _("已备案")
    PUBLISHED = "published", _("已公开")
    SUPERSEDED = "superseded", _("已被替代")


FROZEN_STATES = frozenset(
    {EditionState.APPROVED, EditionState.FILED, EditionState.PUBLISHED, EditionState.SUPERSEDED}
)
OPEN_STATES = frozenset({EditionState.FIND, EditionState.SHOW, EditionState.ASK, EditionState.REVIEW})


class AskMethod(TextChoices):
    QUESTIONNAIRE = "questionnaire", _("调查问卷")
    OPINION_MEETING = "opinion_meeting", _("征求意见会")
    OPEN_REVIEW = "open_review", _("公开评议会")


class OpinionSource(TextChoices):
    SERVICE_USER = "service_user", _("管理服务对象")
    CADRE = "cadre", _("干部")
    MASSES = "masses", _("群众")


class OpinionTopic(TextChoices):
    """F9 归纳类别: what an opinion is about."""

    MISSED = "missed", _("风险点查找不全")
    WORDING = "wording", _("表述不准确")
    GRADE = "grade", _("等级不恰当")
    MEASURES = "measures", _("措施不具体")
    DUTY = "duty", _("责任不清楚")
    PROCEDURE = "procedure", _("流程和时限")
    OTHER = "other", _("其他意见")


class Disposition(TextChoices):
    PENDING = "pending", _("待处理")
    ADOPTED = "adopted", _("采纳")
    PARTLY = "partly", _("部分采纳")
    REJECTED = "rejected", _("不采纳")


class ResolutionOutcome(TextChoices):
    INCLUDE = "include", _("列入本册")
    EXCLUDE = "exclude", _("暂不列入")


class PublicationScope(TextChoices):
    """R48: the scope of publication equals the scope of the power's effect."""

    SOCIETY = "society", _("全社会")
    LIMITED = "limited", _("一定范围")
    ON_REQUEST = "on_request", _("依申请")
    INTERNAL = "internal", _("单位内部")
    LEADERSHIP = "leadership", _("领导班子")


class TimeRule(TextChoices):
    """R49."""

    LONG_TERM = "long_term", _("长期公开")
    IMMEDIATE = "immediate", _("随时公开")


class Carrier(TextChoices):
    WALL = "wall", _("上墙")
    BOARD = "board", _("上栏")
    WEB = "web", _("上网")
    TV = "tv", _("上电视")


class DocumentKind(TextChoices):
    PUBLIC_PDF = "public_pdf", _("公开版登记册 PDF")
    INTERNAL_PDF = "internal_pdf", _("内部版登记册 PDF")


class DocumentStatus(TextChoices):
    QUEUED = "queued", _("排队中")
    RUNNING = "running", _("生成中")
    DONE = "done", _("已生成")
    FAILED = "failed", _("生成失败")


class OrderStatus(TextChoices):
    """A file that somebody asked for: made by the background worker, kept for a while, then deleted."""

    QUEUED = "queued", _("排队中")
    RUNNING = "running", _("生成中")
    DONE = "done", _("已生成")
    FAILED = "failed", _("生成失败")
    EXPIRED = "expired", _("已过期")


class OrderKind(TextChoices):
    """What may be ordered: every file that somebody takes away and that may be long."""

    WORKING_COPY = "working_copy", _("登记册草稿")
    UNIT = "unit", _("科室登记册")
    EDITION = "edition", _("登记册")
    TABLE = "table", _("Excel 表")
    PAPER = "paper", _("文书")
    LETTER = "letter", _("责任书")
    LETTERS = "letters", _("一页责任书")
