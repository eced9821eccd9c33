"""The edition's workflow as a table of moves: the seed's method, then approval, filing, publication."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registers.enums import EditionState as S
from riskreg.workflow import Workflow, move

EDITION = Workflow(
    name="edition",
    label=_("年度登记册"),
    states=tuple(S.values),
    final=frozenset({S.SUPERSEDED}),
    moves=(
        move("show", S.FIND, S.SHOW, "manage_edition", _("进入“亮”")),
        move("ask", S.SHOW, S.ASK, "manage_edition", _("进入“问”")),
        move("review", S.ASK, S.REVIEW, "manage_edition", _("进入“审”")),
        move("approve", S.REVIEW, S.APPROVED, "approve_edition", _("党组审定并定稿")),
        move("file", S.APPROVED, S.FILED, "manage_edition", _("登记备案")),
        move("publish", S.FILED, S.PUBLISHED, "publish_edition", pgettext_lazy("action", "公开")),
        move("supersede", S.PUBLISHED, S.SUPERSEDED, "publish_edition", _("被新册替代")),
    ),
)
