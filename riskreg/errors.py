"""The page for errors that nobody foresaw: it comes even where templates or style sheets are what failed."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that the step was not done, in the usual look where that can be had, in bare words else."""
    try:
        return render(request, "500.html", status=500)
    except Exception:
        logger.exception("the error page could not be rendered")
    said = _("这一步没有完成，已经保存的内容不受影响。请把发生的时间和当时的操作告诉系统管理员。")
    bare = '<!doctype html><html lang="{}"><meta charset="utf-8"><title>{}</title><h1>{}</h1><p>{}</p></html>'
    title = _("系统出错了")
    return HttpResponse(format_html(bare, get_language(), title, title, said), status=500)
