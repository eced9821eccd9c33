"""How a change reads on the pages of the dossiers room."""

from __future__ import annotations

from difflib import SequenceMatcher

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from riskreg.templatetags.ui import text_diff

register = template.Library()

SHORT = 12
ALIKE = 0.5


@register.simple_tag
def change_text(old: str, new: str) -> SafeString:
    """Return the change inline: character by character in sentences, as a whole in short or unlike values.

    A state that went from 待确认 to 已确认 reads better whole than with one character exchanged.
    """
    if not old or not new:
        return text_diff(old, new)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    exchanged = any(kind == "replace" for kind, *_places in matcher.get_opcodes())
    short = max(len(old), len(new)) <= SHORT
    if matcher.ratio() < ALIKE or (short and exchanged):
        return format_html("<del>{}</del> <ins>{}</ins>", old, new)
    return text_diff(old, new)
