"""The dossier's workflow as a table of moves."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from powers.enums import DossierState as S
from riskreg.workflow import Workflow, move

DOSSIER = Workflow(
    name="dossier",
    label=_("职权档案"),
    states=tuple(S.values),
    final=frozenset({S.REMOVED}),
    moves=(
        move("submit", [S.DRAFT, S.RETURNED], S.SUBMITTED, "edit_dossier", _("提交")),
        move("agree_as_head", S.SUBMITTED, S.REVIEWED, "review_as_head", _("同意")),
        move("return_as_head", S.SUBMITTED, S.RETURNED, "review_as_head", _("退回")),
        move("confirm", S.REVIEWED, S.CONFIRMED, "review_as_discipline", pgettext_lazy("action", "确认")),
        move("return_as_discipline", S.REVIEWED, S.RETURNED, "review_as_discipline", _("退回")),
        move("reopen", S.CONFIRMED, S.DRAFT, "edit_dossier", _("重新填报")),
        move(
            "propose_removal",
            [S.DRAFT, S.RETURNED, S.CONFIRMED],
            S.REMOVAL_PROPOSED,
            "edit_dossier",
            _("提出取消"),
        ),
        move("confirm_removal", S.REMOVAL_PROPOSED, S.REMOVED, "review_as_discipline", _("同意取消")),
        move("keep", S.REMOVAL_PROPOSED, S.DRAFT, "review_as_discipline", _("不同意取消")),
    ),
)

# Which review a state waits for: (move that agrees, move that returns).
REVIEWS: dict[str, tuple[str, str]] = {
    S.SUBMITTED: ("agree_as_head", "return_as_head"),
    S.REVIEWED: ("confirm", "return_as_discipline"),
    S.REMOVAL_PROPOSED: ("confirm_removal", "keep"),
}
