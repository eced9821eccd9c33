"""Legal bases taken apart: 《名称》（文号）第几条, several in one cell."""

from __future__ import annotations

import re
from collections.abc import Iterator

from imports import lists
from imports.rows import Basis
from imports.wordforms import says_nothing

_TITLE = r"《((?:[^《》]|《[^《》]*》)+)》|“([^“”]+)”"
_NUMBER = (
    r"[^（）()《》“”；;。，,\s]*[〔\[（(【]\d{4}[〕\])）】]\s*第?\d+号|[^（）()《》“”；;。，,\s]*令\s*第?[\d一二三四五六七八九十百]+号"
    r"|[^（）()《》“”；;。，,\s]*(?:主席令|国务院令)[^（）()《》“”；;。，,\s]*"
)
_HAN = "零〇一二两三四五六七八九十百千"
_ARTICLE_NO = (
    rf"第?\s*[{_HAN}\d]+(?:\s*[-—至到、,，和及]\s*第?\s*[{_HAN}\d]+)*\s*[章节条款项目](?:之[{_HAN}])?"
)
_ARTICLE = rf"(?:{_ARTICLE_NO}[、，,和及至\s]*)+|(?:Articles?|Art\.|Section|Sec\.)\s*[\d.]+(?:\([\w]+\))*(?:\s*(?:,|and|to|-)\s*[\d.]+)*"
_BASIS = re.compile(
    rf"(?:{_TITLE})\s*(?:[（(]\s*((?:[^（）()]|[（(][^（）()]*[)）])*)\s*[)）]|({_NUMBER}))?\s*[，,、]?\s*({_ARTICLE})?",
    re.IGNORECASE,
)
_PLAIN = re.compile(
    rf"(?P<title>.+?)\s*(?P<no>[（(]?(?:{_NUMBER})[)）]?)?\s*[，,]?\s*(?P<article>{_ARTICLE})?\s*",
    re.IGNORECASE,
)
_PARTING = re.compile(r"[\s、，,；;。和及与]*(?:以及)?")
_LEVEL = re.compile(
    r"[【\[（(](?:法律|行政法规|法规|地方性法规|部门规章|规章|政府规章|规范性文件|党内法规|文件)[】\])）]|依据[：:]|根据"
)
_EDGES = " \t\n、，,；;。：:"


def bases(text: str) -> tuple[Basis, ...]:
    """Return the legal bases of a cell in order. Whatever follows the article is the text of the basis."""
    if says_nothing(text):
        return ()
    found = [basis for item in lists.items(text) for part in _parts(item) for basis in _bases_in(part)]
    return tuple(dict.fromkeys(found))


def _parts(item: str) -> list[str]:
    """Split at semicolons after which another basis begins."""
    parts = re.split(r"[；;]\s*(?=《|“|[【\[（(][^】\])）]{2,6}[】\])）]\s*《)", item)
    if "《" not in item and "“" not in item:
        parts = re.split(r"[；;]", item)
    return [part for part in parts if part.strip(_EDGES)]


def _bases_in(text: str) -> Iterator[Basis]:
    plain = _LEVEL.sub("", text).strip(_EDGES)
    first = _BASIS.match(plain)
    if not first:
        found = _PLAIN.fullmatch(plain)
        if found:
            number = (found["no"] or "").strip("（()） ")
            yield Basis(found["title"].strip(_EDGES), number, _tidy(found["article"]))
        return
    marks = [first]
    for mark in _BASIS.finditer(plain, first.end()):
        if _PARTING.fullmatch(plain, marks[-1].end(), mark.start()):
            marks.append(mark)
        else:
            break  # a law named inside the words of another
    for place, mark in enumerate(marks):
        end = marks[place + 1].start() if place + 1 < len(marks) else len(plain)
        number = (mark[3] or mark[4] or "").strip()
        words = plain[mark.end() : end].strip(_EDGES)
        yield Basis((mark[1] or mark[2]).strip(), number, _tidy(mark[5]), words)


def _tidy(article: str | None) -> str:
    return (article or "").strip(_EDGES + "和及至")
