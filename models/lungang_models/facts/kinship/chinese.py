"""Reads Chinese words and phrases for relatives by their parts.

First the whole word is looked up, then what may stand before or after it is taken off
(排行, 堂, 表, 继, 养, 前, 已故, 岳家 …), then the phrase is cut at 的 and its parts are
joined. A whole word always wins: 老公 is not an old 公. What cannot be read is asked.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from functools import lru_cache

from lungang_models.facts.kinship.alterations import (
    MODIFIERS,
    PREFIXES,
    altered,
    of_ordinal,
)
from lungang_models.facts.kinship.patterns import Path
from lungang_models.facts.kinship.senses import (
    both,
    joined,
    narrowed,
    skeleton,
    stepped,
)
from lungang_models.facts.kinship.table import WordSense, vocabulary
from lungang_models.vocabulary import Sex

_TRADITIONAL = str.maketrans(
    "爺媽孫姪嬸婦親嶽嶽岳養繼連壻兒關係雙喬內過離異無撫現後從遠結義師傅長亞與雖來帶誼堯許婭殤週龍鳳隻獨嬤孃嬰爲為單層絕絶續妳們個歲總說説幹乾寡適隨麼夥計給領繫顧屆歿姍鄉閨蜜戰樂間",
    "爷妈孙侄婶妇亲岳岳岳养继连婿儿关系双乔内过离异无抚现后从远结义师傅长亚与虽来带谊尧许娅殇周龙凤只独嬷娘婴为为单层绝绝续你们个岁总说说干干寡适随么伙计给领系顾届殁姗乡闺蜜战乐间",
)  # fmt: skip
_KIN = set(
    "父母爸妈爹娘爷奶公婆祖孙岳丈婿媳嫂姐姊妹兄弟哥姑姨舅叔伯婶侄甥夫妻堂表继养"
    "干义亲戚家收送故逝亡离婚扶抚育子女儿拜同异半"
)
_BRACKETS: dict[str, str] = {
    "继": "继", "养": "养", "干": "干", "义": "义", "堂": "堂", "表": "表", "亲": "亲",
    "胞": "胞", "内": "内", "前": "前", "亲生": "亲生", "收养": "养", "领养": "养",
    "抱养": "养", "已故": "已故", "故": "已故", "已去世": "已故", "去世": "已故",
    "过世": "已故", "已过世": "已故", "病故": "已故", "已亡": "已故", "逝世": "已故",
    "已逝": "已故", "已逝世": "已故", "亡": "已故", "已病故": "已故", "离异": "前",
    "离婚": "前", "已离婚": "前", "已离异": "前", "已离": "前", "已送养": "送养",
    "送养": "送养", "已被收养": "送养", "出养": "送养", "已出养": "送养",
    "送人": "送养", "结拜": "结拜", "认": "结拜", "认的": "结拜", "非亲生": "继",
    "远房": "远房", "同父异母": "同父异母", "同母异父": "同母异父",
    "同父同母": "同父同母", "姑表": "姑表", "姨表": "姨表", "舅表": "舅表",
    "未婚": "未来", "准": "未来", "妻": "妻", "夫": "夫", "妻方": "妻", "夫方": "夫",
    "女方": "妻", "男方": "夫", "双胞胎": "双胞胎", "孪生": "双胞胎", "叔伯": "堂",
    "有扶养关系": "扶养", "有抚养关系": "扶养", "形成抚养关系": "扶养",
    "已形成抚养关系": "扶养", "形成扶养关系": "扶养", "已形成扶养关系": "扶养",
    "有抚养": "扶养", "受其抚养": "扶养", "有抚养教育关系": "扶养",
    "无抚养关系": "未扶养", "无扶养关系": "未扶养", "未形成抚养关系": "未扶养",
    "未形成扶养关系": "未扶养", "无抚养": "未扶养", "未受抚养": "未扶养",
    "没有抚养关系": "未扶养", "未抚养": "未扶养",
}  # fmt: skip
_SIDES = {
    "婆家": "夫", "夫家": "夫", "岳家": "妻", "妻家": "妻", "丈人家": "妻",
    "老丈人家": "妻", "丈母娘家": "妻", "岳父家": "妻", "岳父母家": "妻",
    "婆婆家": "夫", "公婆家": "夫", "娘家": "",
}  # fmt: skip
_WED_SUFFIX = {
    "夫": Sex.MALE, "婿": Sex.MALE, "丈": Sex.MALE, "媳妇儿": Sex.FEMALE,
    "媳妇": Sex.FEMALE, "媳": Sex.FEMALE, "妻": Sex.FEMALE, "妇": Sex.FEMALE,
}  # fmt: skip


def sense_of_chinese(text: str, me: Sex | None = None) -> WordSense | None:
    """The sense of a word or phrase as it stands in a cell; ``None`` if unreadable."""
    clean = _clean(text)
    outer, notes = _unbracketed(clean)
    sense = _phrase(outer, me) or _without_owner(outer, me)
    for note in notes:
        sense = _noted(outer, sense, note, me)
    return sense


def _clean(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).translate(_TRADITIONAL)
    text = re.sub(r"[\s\"'“”‘’《》「」,，。·:：;；_-]", "", text)
    text = re.sub(r"^(?:与|和|同)[^系]{0,8}?系(?=.)", "", text)
    text = re.sub(r"^(?:系|为|是)(?=.)", "", text)
    text = re.sub(r"(?<=.)(?:关系|们)$", "", text)
    return re.sub(r"^(?:我|本人|俺|咱|自己|申报人)(?:的|之)?(?=.)", "", text)


def _unbracketed(text: str) -> tuple[str, list[str]]:
    notes = re.findall(r"[(\[【〔]([^)\]】〕]*)[)\]】〕]", text)
    outer = re.sub(r"[(\[【〔][^)\]】〕]*[)\]】〕]", "", text)
    return outer, [re.sub(r"^(?:即|指|系|为|是)(?=.)", "", n) for n in notes if n]


def _without_owner(text: str, me: Sex | None) -> WordSense | None:
    """Leave out "his", "her": 其弟."""
    bare = re.sub(r"^(?:其|他|她|你|您|人家)(?:的|之)?", "", text)
    return _phrase(bare, me) if bare and bare != text else None


def _noted(
    outer: str, sense: WordSense | None, note: str, me: Sex | None
) -> WordSense | None:
    """What a bracket adds: a mark (已故), another way to say it, or a mere title."""
    if note in _BRACKETS:
        return _phrase(_BRACKETS[note] + outer, me) or _kept(sense, note)
    if note.endswith("家") and len(note) > 2:
        return _phrase(note + "的" + outer, me) or WordSense(mark="ask")
    inner = _phrase(note, me)
    if inner is not None and inner.paths:
        return narrowed(sense, inner)
    if any(char in _KIN for char in note) and not _is_title(note):
        return WordSense(mark="ask")
    return sense


def _kept(sense: WordSense | None, note: str) -> WordSense | None:
    """Marks that say nothing of this word: an uncle may be noted as 亲 or 已故."""
    harmless = _BRACKETS[note] in ("亲", "胞", "亲生", "已故", "扶养", "未扶养")
    return sense if harmless else WordSense(mark="ask")


def _is_title(note: str) -> bool:
    return bool(re.search(r"[长员任师警官民工局处科部院校厂司退休职干部党]$", note))


@lru_cache(maxsize=16384)
def _phrase(text: str, me: Sex | None) -> WordSense | None:
    """A whole phrase: a word, or words joined by 的, 家 or nothing."""
    if not text or len(text) > 40:
        return None
    return (
        _word(text, me)
        or _from_former_marriage(text, me)
        or _brought_along(text, me)
        or _household(text, me)
        or _several(text, me)
        or _parts(text, me)
        or _side_by_side(text, me)
    )


@lru_cache(maxsize=16384)
def _word(text: str, me: Sex | None) -> WordSense | None:
    """One word: looked up whole, else with what stands before or after taken off."""
    if not text:
        return None
    known = vocabulary().get(text)
    if known is not None or "的" in text or "之" in text:
        return known
    return _prefixed(text, me) or _ordinal(text, me) or _suffixed(text, me)


def _prefixed(text: str, me: Sex | None) -> WordSense | None:
    """堂, 表, 继, 养, 前, 已故, 妻, 夫 and the like before a word."""
    for prefix in PREFIXES:
        rest = text.removeprefix(prefix)
        if text.startswith(prefix) and rest:
            inner = _word(rest, me)
            if inner is not None:
                changed = altered(prefix, rest, inner, me)
                if changed is not None:
                    return changed
    return None


def _ordinal(text: str, me: Sex | None) -> WordSense | None:
    """二叔 is a 叔叔, 三爷爷 a grandfather's brother; 阿 is only a manner of address."""
    if text[0] in "阿亚" and len(text) > 1:
        return vocabulary().get(text[1:])
    found = re.match(
        r"(?:最[大小]|第?[一二三四五六七八九十]+|[大老小幺满细长次末尕仲季])", text
    )
    if found is None or found.end() == len(text):
        return None
    order, rest = found.group(), text[found.end() :].removeprefix("个")
    return of_ordinal(order, rest, _word(rest, me))


def _suffixed(text: str, me: Sex | None) -> WordSense | None:
    """表妹夫, 堂侄媳: the spouse of a word for one of the other sex; 儿, 子 add nothing."""
    for suffix, sex in _WED_SUFFIX.items():
        inner = _word(text.removesuffix(suffix), me) if text.endswith(suffix) else None
        if inner is not None and inner.paths and len(text) > len(suffix):
            other = Sex.FEMALE if sex is Sex.MALE else Sex.MALE
            if all(path and path[-1].sex is other for path in inner.paths):
                return stepped(inner, "h" if sex is Sex.MALE else "w", me)
    if text[-1] in "儿们" and len(text) > 2:
        return _word(text[:-1], me)
    return None


def _from_former_marriage(text: str, me: Sex | None) -> WordSense | None:
    """丈夫与前妻的儿子 is a step-child; 与前妻的儿子 is one's own."""
    found = re.fullmatch(
        r"(.*?)(?:与|和|跟|同)(?:其|他|她)?(?:前妻|前夫|前任|前老公|前老婆|亡妻|亡夫)"
        r"(?:所)?(?:生)?(?:育)?的?(.+)", text,
    )  # fmt: skip
    if found is None:
        return None
    child = _word(found[2], me)
    if child is None or not child.paths:
        return None
    if any([step.move for step in path] != ["down"] for path in child.paths):
        return None
    if not found[1]:
        return child
    return _child_brought(_phrase(found[1].removesuffix("的"), me), child, me)


def _brought_along(text: str, me: Sex | None) -> WordSense | None:
    """妻子带来的女儿: a child of hers alone."""
    found = re.fullmatch(r"(.+?)(?:婚前|之前|以前)?(?:所)?带(?:过)?来的?(.+)", text)
    if found is None:
        found = re.fullmatch(
            r"(.+?)(?:的)?(?:婚前|前一段婚姻)(?:所)?(?:生)?的?(.+)", text
        )
    if found is None:
        return None
    child = _word(found[2], me)
    if child is None or not child.paths:
        return None
    return _child_brought(_phrase(found[1], me), child, me)


def _child_brought(
    owner: WordSense | None, child: WordSense, me: Sex | None
) -> WordSense | None:
    """A child of an earlier marriage, seen from the one who married its parent."""
    if owner is None or not owner.paths:
        return None
    paths: list[Path] = []
    for path in (p for p in owner.paths if p):
        head, last = path[:-1], path[-1]
        for (born,) in (p for p in child.paths if len(p) == 1):
            if last.move == "wed":
                paths.append((*head, replace(born, bond="step")))
            elif last.move == "up":
                sibling = replace(born, move="side", bond="step")
                paths.append((*head, sibling))
            else:
                paths.append((*path, born))
    return WordSense(tuple(dict.fromkeys(paths))) if paths else None


def _household(text: str, me: Sex | None) -> WordSense | None:
    """舅舅家的表哥 is that uncle's son; 婆家的弟弟 the husband's brother."""
    for side, prefix in _SIDES.items():
        rest = text.removeprefix(side).removeprefix("的")
        if text.startswith(side) and rest:
            return _phrase(f"{prefix}{'' if not prefix else '的'}{rest}", me)
    for found in re.finditer(r"家(?:里)?(?:的)?", text):
        owner, member = text[: found.start()], text[found.end() :]
        if owner and member and not owner.endswith("亲"):
            first, then = _phrase(owner, me), _phrase(member, me)
            if first is not None and then is not None:
                return joined(first, _as_child(then), me)
    return None


def _as_child(sense: WordSense) -> WordSense:
    """A cousin or brother of somebody's house is that person's child."""
    paths: list[Path] = []
    for path in sense.paths:
        moves = [step.move for step in path]
        if moves in (["side"], ["side", "wed"]):
            child = replace(path[0], move="down", elder=None)
            paths.append((child, *path[1:]))
        elif moves[:3] == ["up", "side", "down"]:
            paths.append(path[2:])
        else:
            return sense
    return replace(sense, paths=tuple(dict.fromkeys(paths)))


def _several(text: str, me: Sex | None) -> WordSense | None:
    """父亲、母亲 or 岳父与女婿: several words, each read for itself."""
    for mark in ("、", "/", "或", "及", "和", "与", "跟"):
        if mark in text:
            parts = [_phrase(part, me) for part in text.split(mark)]
            known = [part for part in parts if part is not None]
            if len(known) == len(parts):
                return both(known)
    return None


def _parts(text: str, me: Sex | None) -> WordSense | None:
    """A phrase cut at 的 and 之, its parts joined from left to right."""
    plain = re.sub(r"(?:孩子|娃|孩|孩儿|儿子|女儿)他(?=.)", "孩子的", text)
    for modifier in MODIFIERS:
        plain = plain.replace(modifier + "的", modifier)
    parts = [part for part in re.split(r"的|之", plain) if part]
    if len(parts) < 2:
        return _phrase(parts[0], me) if parts and parts[0] != text else None
    sense: WordSense | None = None
    for part in parts:
        one = _word(part, me) or _side_by_side(part, me)
        if one is None:
            return None
        sense = one if sense is None else joined(sense, _wife_first(sense, one), me)
    return sense


def _wife_first(before: WordSense, then: WordSense) -> WordSense:
    """After a man, 媳妇 is his wife; only after a woman is it her daughter-in-law."""
    man = bool(before.paths) and all(
        path and path[-1].sex is Sex.MALE for path in before.paths
    )
    moves = {tuple(step.move for step in path) for path in then.paths}
    if moves == {("wed",), ("down", "wed")}:
        kept = 1 if man else 2
        return replace(
            then, paths=tuple(p for p in then.paths if not man or len(p) == kept)
        )
    return then


def _side_by_side(text: str, me: Sex | None) -> WordSense | None:
    """妻子堂弟 without 的; but 舅舅舅妈 are two people, not one."""
    found: list[WordSense] = []
    for cut in range(2, len(text) - 1):
        first, then = _word(text[:cut], me), _word(text[cut:], me)
        if then is None and first is not None:
            then = _side_by_side(text[cut:], me)
        if first is None or then is None:
            continue
        if _couple(first, then):
            return both([first, then])
        found.append(joined(first, _wife_first(first, then), me))
    return both(found) if found else None


def _couple(first: WordSense, then: WordSense) -> bool:
    """Whether two words side by side name a couple or two of a kind."""
    one = {skeleton(path) for path in first.paths}
    other = {skeleton(path) for path in then.paths}
    wedded = {(*path, "wed") for path in one}
    return bool(one and other) and (bool(one & other) or bool(wedded & other))
