"""System checks: what the drawings and PDFs need on the machine, said before the first failure."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Info, Warning, register
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from riskreg.phrases import listed
from riskreg.rendering import fonts

_HINT = gettext_lazy("用环境变量 PAPER_FONTS 指定已安装的字体，见 docs/settings.md。")


@register("rendering")
def graphviz_installed(app_configs: Sequence[AppConfig] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Warn (riskreg.E001) if the program `dot` is not on the PATH."""
    if shutil.which("dot"):
        return []
    return [
        Warning(
            _("未找到 Graphviz 的 dot 程序，流程图无法绘制。"),
            hint=_("请安装系统软件包 graphviz（Debian/Ubuntu：sudo apt install graphviz）。"),
            id="riskreg.E001",
        )
    ]


@register("rendering")
def fonts_installed(app_configs: Sequence[AppConfig] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Warn (riskreg.E002) if a Chinese font is missing: it would be replaced without a word."""
    missing = fonts.check_fonts()
    if not missing:
        return []
    return [
        Warning(
            _("缺少字体：%(fonts)s。流程图和 PDF 中的汉字会变形或显示为方框。") % {"fonts": listed(missing)},
            hint=_("请安装系统软件包 fonts-noto-cjk（Debian/Ubuntu：sudo apt install fonts-noto-cjk）。"),
            id="riskreg.E002",
        )
    ]


@register("rendering", deploy=True)
def paper_fonts_chosen(app_configs: Sequence[AppConfig] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Tell by `check --deploy` which fonts of official papers nobody chose; the pages of the papers say so too."""
    unchosen = [one.role.label for one in fonts.substitutes() if not one.wanted]
    if not unchosen:
        return []
    words = _("公文用替代字体印出：%(fonts)s。") % {"fonts": listed(unchosen)}
    return [Info(words, hint=str(_HINT), id="riskreg.I003")]


@register("rendering")
def paper_fonts_found(app_configs: Sequence[AppConfig] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Tell which fonts of the setting PAPER_FONTS are not installed, and which of its names nobody knows."""
    absent = [one.wanted for one in fonts.substitutes() if one.wanted]
    unknown = [key for key in settings.PAPER_FONTS if key not in fonts.ROLES]
    found: list[CheckMessage] = []
    if absent:
        words = _("PAPER_FONTS 指定的字体没有安装：%(fonts)s。") % {"fonts": listed(absent)}
        found.append(Warning(words, hint=str(_HINT), id="riskreg.E004"))
    if unknown:
        words = _("PAPER_FONTS 里有不认识的名称：%(names)s。") % {"names": listed(unknown)}
        found.append(Warning(words, hint=str(_HINT), id="riskreg.E005"))
    return found
