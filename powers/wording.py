"""What the wording of a step says: its number, who acts, within what time, and what kind of step it is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from typing import NamedTuple

from powers.enums import StepKind, TimeUnit


class Limit(NamedTuple):
    """A time limit as the step table holds it."""

    value: str
    unit: str


EMPTY = frozenset({"", "/", "\\", "-", "—", "——", "–", "无", "…", "……"})

_DIGITS = "0-9０-９"
_HAN = "一二两三四五六七八九十百"
_NUMBER = re.compile(
    rf"(?:第\s*[{_DIGITS}{_HAN}]{{1,3}}\s*[步环节]{{1,2}}|(?:步骤|环节|Step)\s*[{_DIGITS}{_HAN}]{{1,3}})"
    r"\s*[：:、.．，,]?\s*"
    rf"|[（(\[【]\s*[{_DIGITS}{_HAN}]{{1,3}}\s*[)）\]】]\s*[、.．]?\s*"
    r"|[①-⑳㉑-㉟⑴-⒇⒈-⒛㈠-㈩❶-❿]\s*[、.．]?\s*"
    rf"|[{_DIGITS}]{{1,2}}(?:[.．][{_DIGITS}]{{1,2}})*\s*(?:[、)）]|[.．](?![{_DIGITS}]))\s*"
    rf"|[{_DIGITS}]{{1,2}}(?:[.．][{_DIGITS}]{{1,2}})*[ \u3000]+"
    rf"|[{_DIGITS}]{{1,2}}(?:[.．][{_DIGITS}]{{1,2}})+(?=[\u4e00-\u9fff])(?![个万亿元米倍公小])"
    r"|[A-Za-z]\s*[、)）]\s*|(?:[A-Za-z]|[IVX]{2,4})[.．]\s+"
    rf"|[{_HAN}]{{1,3}}\s*[、.．]\s*"
    r"|[•·●○■□◆◇▪▶►➢➤※★☆→➔➜☞√✓✔☑\uf000-\uf0ff][ \u3000]*|[-–—*]\s+",
    re.IGNORECASE,
)
_BARE = re.compile(rf"[{_DIGITS}]{{1,3}}|[{_HAN}]{{1,3}}")

_UNITS = {
    "工作日": TimeUnit.WORKING_DAY,
    "自然日": TimeUnit.CALENDAR_DAY,
    "日历日": TimeUnit.CALENDAR_DAY,
    "日": TimeUnit.CALENDAR_DAY,
    "天": TimeUnit.CALENDAR_DAY,
    "星期": TimeUnit.WEEK,
    "周": TimeUnit.WEEK,
    "月": TimeUnit.MONTH,
    "季度": TimeUnit.QUARTER,
    "年": TimeUnit.YEAR,
    "working day": TimeUnit.WORKING_DAY,
    "business day": TimeUnit.WORKING_DAY,
    "calendar day": TimeUnit.CALENDAR_DAY,
    "day": TimeUnit.CALENDAR_DAY,
    "week": TimeUnit.WEEK,
    "month": TimeUnit.MONTH,
    "quarter": TimeUnit.QUARTER,
    "year": TimeUnit.YEAR,
}
_LIMIT = re.compile(
    r"(?:[自从于在][^，,。；;（）()]{0,20}?起)?[，,\s]*"
    r"(?:(?:(?:办理|办结)?[时期]|(?<![权上下有无年界]))限为?[：:]?|在|(?<!少)(?<!低)于|不超过|不得超过)?\s*"
    rf"(?<![{_DIGITS}{_HAN}第每前年月〇零.])(?<![{_DIGITS}{_HAN}][-–—~～至到])(?<![少低]于)(?<!至少)(?<!最少)"
    rf"([{_DIGITS}]{{1,3}}|[{_HAN}]{{1,5}})\s*"
    r"(?:个\s*)?(工作日|自然日|日历日|(?<=个)月|天|日|星期|周|季度|年)"
    r"(?![前后起度均]|以上|以前|以后|常)\s*(?:以内|之内|内)?"
)
_AT_ONCE = re.compile(
    r"(?:^|(?<=[（(，,、；;：:\s]))(?:[时期]限[：:]?)?(即时|即办|当场|立即|当日|当天)(?:以内|之内|内)?(?:办结|办理|完成)?(?=[)）。；;]|$)"
)
_LIMIT_ENGLISH = re.compile(
    r"(?:,\s*)?(?:time limit:?\s*)?(?:\b(?:within|in)\s+)?(?<![\d.–—-])(?<!least )(?<!every )(\d{1,3})[\s-]*"
    r"((?:working|business|calendar)\s+days?|days?|weeks?|months?|quarters?|years?)\b",
    re.IGNORECASE,
)
_AT_ONCE_ENGLISH = re.compile(
    r"(?:^|(?<=[(,;:]))\s*(immediate(?:ly)?|at once|on the spot|(?:the )?same day)(?=\s*(?:[);.]|$))",
    re.IGNORECASE,
)
_HOLLOW = re.compile(r"[（(〔\[【]\s*[，,、；;：:]?\s*[)）〕\]】]")
_LIMITS = (_LIMIT, _AT_ONCE, _LIMIT_ENGLISH, _AT_ONCE_ENGLISH)
_EDGES = "，,、；;：:。.．-—– \u3000"

_EXTERNAL = re.compile(
    r"(?:行政)?(?:申请人|申请单位|申请企业|申报人|申报单位|当事人|相对人|利害关系人|投诉人|举报人|信访人"
    r"|被检查人|被检查单位|办事群众|群众|服务对象|\b(?:applicants?|complainants?|citizens?)\b(?!'))",
    re.IGNORECASE,
)
_EXTERNAL_ACTOR = re.compile(rf"(?:{_EXTERNAL.pattern})(?:[（(].*[)）]|[或及、和/].*)?", re.IGNORECASE)
_ACTOR = re.compile(
    r".*(?:科|股|局|所|站|厅|部|处|室|办|院|委|会|组|队|中心|窗口|大厅|机关|政府|单位|部门|机构|街道|社区|银行"
    r"|员|长|岗|主任|书记|领导|干部|人|群众|代表|专家|企业|公司|镇|乡|村|Office|Officer)(?:[（(][^（）()]*[)）])?",
    re.IGNORECASE,
)

# The earliest word decides; of two at one place the longer one.
_KINDS = {
    StepKind.ACCEPT: "受理|收件|接件|收文|登记|立案|接收|accept|receive|register",
    StepKind.APPLY: "申请(?!人|书|材料|表|单位|事项)|申报(?!人|表|材料)|提交|提出|递交|appl(?:y|ies)|application|submit",
    StepKind.INSPECT: "检查|抽查|巡查|督查|年检|inspect",
    StepKind.EXAMINE: "调查|核实|勘验|踏勘|走访|入户|核查|取证|现场勘|现场核|评议|听证|verif(?:y|ies)|investigate|survey",
    StepKind.REVIEW: "审核|复核|审查|初审|复审|会审|校核|review|check",
    StepKind.APPROVE: "审批|批准|签批|核准|签发|审定|批复|approve",
    StepKind.DECIDE: "决定(?!书)|集体讨论|研究|裁决|裁定|decide",
    StepKind.NOTIFY: "告知|通知(?!书)|notif(?:y|ies)|inform",
    StepKind.DELIVER: "送达|发放|颁发|领取|发证|制证|拨付|兑付|deliver|issue|hand over",
    StepKind.PUBLICISE: "公示|公开|公告|公布|publici[sz]e|publish",
    StepKind.ARCHIVE: "归档|存档|立卷|建档|archive",
    StepKind.SUBPROCESS: "子流程",
    StepKind.PARALLEL: "并行|同时进行",
    StepKind.EXTERNAL: "外部环节",
}
_KIND = re.compile("|".join(f"(?P<{kind.value}>{words})" for kind, words in _KINDS.items()), re.IGNORECASE)
_START = re.compile(r"(?:流程|程序)?(?:开始|启动)|start|begin", re.IGNORECASE)
_END = re.compile(
    r"(?:流程|程序|事项|业务)?(?:结束|终结|终止|办结|完结|完毕)(?:办理)?|end|finish", re.IGNORECASE
)
_QUESTION = re.compile(r".*[？?]|(?:.{0,8})(?:是否|能否|可否|有无|应否).*|判断.{0,20}")

# A sentence that begins with who acts: 民政所审核申请材料. Only offices that are nothing else, only before a verb.
_OFFICE = (
    r"(?:科室?|股室?|局|财政所|民政所|司法所|派出所|中心|窗口|机关|政府|部门|单位|委员会|[村居]委会|党委会?|纪委|支部"
    r"|办公室|领导小组|工作组|调查组|领导|负责人|工作人员|执法人员|经办人|承办人|审核人|主任|书记|[所局科股站镇乡村县]长)"
)
_NO_SUBJECT = (
    r"[0-9０-９一二两三几向对与和在到从将把按依交报送请派]|安排|指定|提交|征求|告知|通知|组织|召[开集]|会同|经(?!办)|根据|面向|通过|收到"
    r"|协[助调]|配合|指导|移[交送]|转交|上报|如|未|不|无|各"
)
_VERB = (
    r"(?:负责|对|作出|组织|进行|完成|开展|召开|制作|填写|上报|报送|签[署订]|出具|收集|整理|复核|提出|建议|起草|汇总|承办"
    rf"|{'|'.join(words for words in _KINDS.values())})"
)
_SUBJECT = re.compile(rf"由?((?!{_NO_SUBJECT})[^，,。；;：:（()）\s]{{0,12}}?{_OFFICE})(?={_VERB})")
_BEFORE_VERB = re.compile(rf"(?:负责)?(?={_VERB})")


def step(
    text: str, *, actor: str = "", limit: Limit | None = None, kind: str = "", known: Collection[str] = ()
) -> dict[str, str]:
    """Return the filled cells of the step that `text` describes; what is given is not looked for in it.

    `known`: names of offices and posts that a sentence may begin with.
    """
    label = unnumbered(text)
    if not actor:
        actor, label = _leading_actor(label)
    if not limit:
        limit, label = without_limit(label)
    for found in (_bracketed_actor, _last_actor):
        if not actor:
            actor, label = found(label)
    if not actor:
        actor, label = _subject(label, known)
    label = label.strip(_EDGES) or text
    external = bool(_EXTERNAL_ACTOR.fullmatch(actor))
    guessed = kind_of(kind or label)
    if guessed == StepKind.EXECUTE and external:
        guessed = StepKind.EXTERNAL
    cells = {
        "label": label,
        "kind": str(guessed.value),
        "actor": actor,
        "is_external": "on" if external else "",
        "time_limit_value": limit.value if limit else "",
        "time_limit_unit": limit.unit if limit else "",
    }
    return {name: words for name, words in cells.items() if words}


def unnumbered(text: str) -> str:
    """Return `text` without the numbers or bullets before it."""
    rest = text.strip()
    for _round in range(3):
        found = _NUMBER.match(rest)
        if not found or _LIMIT.match(rest) or _LIMIT_ENGLISH.match(rest):
            break
        rest = rest[found.end() :].lstrip()
    return rest


def is_number(text: str) -> bool:
    """Say whether `text` is nothing but a number before a step."""
    found = _NUMBER.match(f"{text} ")
    return bool(_BARE.fullmatch(text)) or bool(found and found.end() >= len(text))


def kind_of(label: str) -> StepKind:
    """Return the kind that the words of a step suggest; the name of a kind is that kind."""
    words = label.strip(_EDGES)
    named = next((kind for kind in StepKind if words.lower() == str(kind.label).lower()), None)
    if named:
        return named
    if _QUESTION.fullmatch(words):
        return StepKind.DECISION
    if _START.fullmatch(words):
        return StepKind.START
    if _END.fullmatch(words):
        return StepKind.END
    found = _KIND.search(words)
    return StepKind(str(found.lastgroup)) if found else StepKind.EXECUTE


def is_actor(text: str) -> bool:
    """Say whether `text` reads like an office or a person."""
    return len(text) <= 25 and bool(_ACTOR.fullmatch(text))


def whole_limit(text: str) -> Limit | None:
    """Return the time limit if `text` says nothing else."""
    limit, rest = without_limit(text)
    return limit if not rest.strip(_EDGES) else None


def without_limit(text: str) -> tuple[Limit | None, str]:
    """Return the time limit and the text without it; (None, `text`) unless it names exactly one."""
    found = [match for words in _LIMITS for match in words.finditer(text)]
    if len(found) != 1:
        return None, text
    limit = _limit(found[0])
    if not limit:
        return None, text
    tail = re.sub(r"^(?:办结|完成|办理)(?=[）)，,。；;]|$)", "", text[found[0].end() :])
    rest = _HOLLOW.sub("", text[: found[0].start()] + tail)
    rest = re.sub(r"[，,、；;]\s*(?=[，,、；;。）)]|$)|(?<=[（(])[，,、；;]", "", rest)
    return limit, rest.strip()


def _limit(found: re.Match[str]) -> Limit | None:
    if found.re in (_AT_ONCE, _AT_ONCE_ENGLISH):
        today = found[1] in ("当日", "当天") or found[1].lower().endswith("same day")
        return Limit("1", TimeUnit.CALENDAR_DAY.value) if today else Limit("", TimeUnit.IMMEDIATE.value)
    value = _value(found[1])
    unit = _UNITS[found[2].lower().removesuffix("s")] if found.re is _LIMIT_ENGLISH else _UNITS[found[2]]
    return Limit(str(value), unit.value) if 1 <= value <= 999 else None


def _value(text: str) -> int:
    """Return the value of arabic or Chinese digits; 0 if they make no number."""
    plain = unicodedata.normalize("NFKC", text)
    if plain.isdecimal():
        return int(plain)
    total = digit = 0
    for sign in plain:
        if sign in "十百":
            total += (digit or 1) * (10 if sign == "十" else 100)
            digit = 0
        elif digit:
            return 0
        else:
            digit = 2 if sign == "两" else "一二三四五六七八九".index(sign) + 1
    return total + digit


def _leading_actor(text: str) -> tuple[str, str]:
    """Split off who acts: before a colon or a dash, in brackets, or the applicant as subject of the sentence."""
    found = re.fullmatch(r"([^：:]{1,20})[：:]\s*(.+)", text)
    if found:
        name = found[1].strip()
        if is_actor(name) or (len(name) <= 10 and not _KIND.search(name) and not whole_limit(name)):
            bad = re.search("条件|时限|期限|材料|依据|注意|备注|说明|标准", name)
            return ("", text) if bad else (name, found[2])
    found = _IN_FRONT.fullmatch(text)
    name = (found[1] or found[2]).strip() if found else ""
    if found and is_actor(name) and not _KIND.match(name):
        return name, found[3]
    subject = _EXTERNAL.match(text)
    if subject and re.match("(?![员的名书表库信情]|所在|身份|资格|户籍).", text[subject.end() :]):
        return subject[0], text[subject.end() :]
    return "", text


_IN_FRONT = re.compile(
    r"(?:[（(【\[〔［]([^（()）【】\[\]〔〕［］]{2,20})[)）】\]〕］]\s*|([^\s—–-]{2,20})(?:\s*[—–]{1,2}\s*|\s+-?\s*))(.+)"
)


def _bracketed_actor(text: str) -> tuple[str, str]:
    """Split off who acts in brackets at the end."""
    found = re.fullmatch(r"(.+?)\s*[（(【\[〔]([^（）()【】\[\]〔〕]{2,20})[)）】\]〕]", text)
    return (found[2].strip(), found[1]) if found and is_actor(found[2].strip()) else ("", text)


def _last_actor(text: str) -> tuple[str, str]:
    """Split off who acts as the last word of two; whom one writes to stands there without a blank."""
    words = text.split()
    if (
        len(words) == 2
        and is_actor(words[1])
        and not is_actor(words[0])
        and words[1].isascii() == words[0].isascii()
    ):
        return ("", text) if _EXTERNAL_ACTOR.fullmatch(words[1]) else (words[1], words[0])
    return "", text


def _subject(text: str, known: Collection[str]) -> tuple[str, str]:
    """Split off the office or the post as subject of the sentence: one that is known, or unmistakable."""
    plain = text.removeprefix("由")
    for name in sorted(known, key=len, reverse=True):
        if len(name) > 1 and plain.startswith(name):
            verb = _BEFORE_VERB.match(plain, len(name))
            if verb:
                return name, plain[verb.end() :]
    found = _SUBJECT.match(text)
    verb = _BEFORE_VERB.match(text, found.end()) if found else None
    return (found[1], text[verb.end() :]) if found and verb else ("", text)
