"""WHEN: is the stage ready to be left? Each answer says why not and what to do."""

from __future__ import annotations

from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q
from django.utils.translation import gettext as _

from powers.enums import DossierState
from powers.models import Power
from registers.carrying import alters, amended, carried
from registers.enums import Disposition, ResolutionOutcome
from registers.models import Edition, EditionEntry
from riskreg.decisions import Allowed, Decision, Denied


def ready_to_show(edition: Edition) -> Decision:
    """*Find* is done when at least one dossier was confirmed by the discipline review (R19–R20)."""
    confirmed = Power.objects.filter(institution=edition.institution, state=DossierState.CONFIRMED)
    if not confirmed.exists():
        return Denied(_("还没有经纪检确认的职权档案。请先在“待审核”里办理。"))
    return Allowed()


def ready_to_ask(edition: Edition) -> Decision:
    """*Show* is done when the display was recorded (R21)."""
    if not hasattr(edition, "display"):
        return Denied(_("还没有登记公示的地点和起止日期。请填写“亮”的公示记录。"))
    return Allowed()


def ready_to_review(edition: Edition) -> Decision:
    """*Ask* is done when at least one consultation was held (R21)."""
    if not edition.consultations.exists():
        return Denied(_("还没有征求意见的记录。请至少登记一次问卷、征求意见会或公开评议会。"))
    return Allowed()


def ready_to_approve(edition: Edition) -> Decision:
    """*Review* is done when the meeting was recorded, opinions are disposed, and powers resolved (R22)."""
    if not hasattr(edition, "meeting"):
        return Denied(_("还没有领导小组会审记录。请填写会审日期、主持人和出席人员。"))
    pending = edition.opinions.filter(disposition=Disposition.PENDING).count()
    if pending:
        return Denied(_("还有%(count)s条意见没有写明采纳情况。") % {"count": pending})
    included = _included(edition)
    if not included and not carried(edition).exists():
        return Denied(_("会审还没有决定列入任何职权。请逐项填写会审结论。"))
    if amended(edition) and not alters(edition):
        return Denied(_("本册是增补册，会审还没有作出任何结论，定稿的内容会与上一册相同。请先填写会审结论。"))
    for resolution in included:
        if resolution.power.state != DossierState.CONFIRMED:
            return Denied(
                _("职权“%(power)s”会审列入后又有修改，尚未重新确认。请先办理确认，或改为暂不列入。")
                % {"power": resolution.power}
            )
        if resolution.unexplained:
            return Denied(
                _(
                    "职权“%(power)s”是新增的，没有说明列入理由。请退回修改、写明理由后重新确认，或改为暂不列入。"
                )
                % {"power": resolution.power}
            )
    return _codes_are_free(edition, included.values("power__code"))


def _included(edition: Edition) -> Any:
    """Return the resolutions that include a power, `unexplained` where it is new to the catalogue without a reason (R07).

    New is what no approved register held; the first register begins the catalogue and adds nothing to it.
    """
    frozen = EditionEntry.objects.filter(edition__institution=edition.institution_id)
    approved = frozen.exclude(edition=edition)
    new = Q(power__entry_reason="") & ~Exists(approved.filter(power=OuterRef("power"))) & Exists(approved)
    included = edition.resolutions.filter(outcome=ResolutionOutcome.INCLUDE).select_related("power")
    return included.annotate(unexplained=ExpressionWrapper(new, BooleanField()))


def _codes_are_free(edition: Edition, codes: Any) -> Decision:
    """A code stands once in an edition, also where a power it was taken from is carried over under it."""
    clash = carried(edition).filter(code__in=codes).first()
    if clash is None:
        return Allowed()
    sentence = _("沿用的“%(entry)s”在上一册里的编码，已经改给会审列入的另一项职权。请把它也列入本册。")
    return Denied(sentence % {"entry": f"{clash.code} {clash.name}"})


def ready_to_file(edition: Edition) -> Decision:
    """An approved edition may be filed once it has its approval (R28–R29)."""
    return Allowed() if hasattr(edition, "approval") else Denied(_("还没有党组审定记录。"))


def ready_to_publish(edition: Edition) -> Decision:
    """A filed edition may be published once the receipt is recorded (R29)."""
    return Allowed() if hasattr(edition, "filing") else Denied(_("还没有登记备案回执。"))


READY = {
    "show": ready_to_show,
    "ask": ready_to_ask,
    "review": ready_to_review,
    "approve": ready_to_approve,
    "file": ready_to_file,
    "publish": ready_to_publish,
}
