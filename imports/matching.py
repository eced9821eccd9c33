"""Names as people write them: when two are the same, when they are nearly, and where a person's name hides."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Any

from riskreg.names import BRACKETS, name_key

CUTOFF = 0.7
CUTOFF_OF_PEOPLE = 0.6  # one sign of three differs
LOOKED_AT = 2000  # entries of the index that one search reads at most
OFFERED = 3
_BRACKETED = re.compile(r"^(.*)\(([^()]+)\)$", re.DOTALL)
_SEVERAL = re.compile(r"[、,，;；/\n]+(?![^(]*\))")

SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方"
    "俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧"
    "计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫"
    "经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓"
    "牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙"
    "池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易"
    "慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相"
    "查后荆红游竺权逯盖益桓公肖佟覃仝岳帅亢况郇琴归海晋楚闫法汝鄢涂钦赫伯佘牟苟商佴赏墨哈谯笪年爱阳原续买欣代褟"
)
COMPOUND = (
    "欧阳",
    "司马",
    "上官",
    "诸葛",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "令狐",
    "司徒",
    "端木",
    "东方",
    "南宫",
    "夏侯",
)
_OFFICE = re.compile(
    r"(长|员|任|记|主管|负责人|经理|岗|岗位|科|股|室|办|所|处|组|队|局|助理|干部|领导|班子|会计|出纳|秘书|文书|代表|窗口|人员|"
    r"专干|干事|委|会|院|厅|部|站|中心|责任人|经办人|承办人|分管|主持|单位|职工|党员)$"
)
_NAME = re.compile(r"^[㐀-鿿]([㐀-鿿某×xX*＊○〇]|·){1,4}$")


class Names:
    """Names with what they stand for: found exactly by `name_key`, nearly by the pairs of signs they share."""

    def __init__(self, pairs: Iterable[tuple[str, Any]] = ()) -> None:
        self._texts: dict[str, list[Any]] = {}
        self._index: dict[str, list[str]] = {}
        for text, key in pairs:
            self.add(text, key)

    def add(self, text: str, key: Any) -> None:
        """Take in a name."""
        plain = name_key(text)
        if plain not in self._texts:
            for pair in _pairs(plain):
                self._index.setdefault(pair, []).append(plain)
        self._texts.setdefault(plain, []).append(key)

    def exact(self, text: str) -> list[Any]:
        """Return what the name stands for, in the order taken in; empty if nobody has it."""
        return self._texts.get(name_key(text), [])

    def near(self, text: str) -> list[Any]:
        """Return what up to three nearly equal names stand for, the nearest first."""
        plain = name_key(text)
        ratios = [
            (SequenceMatcher(None, plain, name).ratio(), name)
            for name in self._sharing(plain)
            if name != plain
        ]
        found = sorted(((ratio, name) for ratio, name in ratios if ratio >= CUTOFF), reverse=True)
        return [self._texts[name][0] for _ratio, name in found[:OFFERED]]

    def _sharing(self, plain: str) -> list[str]:
        """Return the names that share most pairs; rare pairs are looked up first, common ones perhaps not."""
        lists = sorted((self._index.get(pair, []) for pair in _pairs(plain)), key=len)
        shared: Counter[str] = Counter()
        looked = 0
        for names in lists:
            looked += len(names)
            if looked > LOOKED_AT:
                break
            shared.update(names)
        return [name for name, _count in shared.most_common(20)]


def nearly(one: str, other: str, cutoff: float) -> bool:
    """Say whether two names are spelled nearly the same, but not the same."""
    first, second = name_key(one), name_key(other)
    return first != second and SequenceMatcher(None, first, second).ratio() >= cutoff


def _pairs(plain: str) -> set[str]:
    return {plain[place : place + 2] for place in range(max(len(plain) - 1, 1))}


def several(text: str) -> list[str]:
    """Return the names in a cell that lists more than one; signs inside brackets part nothing."""
    places = [(match.start(), match.end()) for match in _SEVERAL.finditer(text.translate(BRACKETS))]
    starts = [0, *(end for _start, end in places)]
    ends = [*(start for start, _end in places), len(text)]
    parts = [text[start:end].strip() for start, end in zip(starts, ends, strict=True)]
    return [part for part in parts if part]


def is_name(text: str) -> bool:
    """Say whether the text reads as a person's name and not as a post."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if not _NAME.match(plain) or _OFFICE.search(plain):
        return False
    return plain[0] in SURNAMES and (len(plain) <= 3 or plain[:2] in COMPOUND or "·" in plain)


def title_and_holder(text: str, known: Iterable[str] = ()) -> tuple[str, str]:
    """Return (title, holder) of what stands in a cell for people: `所长（王某）`, `所长 王某`, `王某`, `所长`.

    In: names of people that are known, so that unusual ones are seen.
    """
    people = known if isinstance(known, set | frozenset | dict) else set(known)
    text = text.strip()

    def person(part: str) -> bool:
        return name_key(part) in people or is_name(part)

    bracketed = _BRACKETED.match(text.translate(BRACKETS))
    parts = re.split(r"[\s:：]+", text)
    if bracketed:
        parts = [text[slice(*bracketed.span(group))].strip() for group in (1, 2)]
    if len(parts) == 2:
        if person(parts[1]):
            return parts[0], parts[1]
        if person(parts[0]):
            return parts[1], parts[0]
    return ("", text) if person(text) else (text, "")
