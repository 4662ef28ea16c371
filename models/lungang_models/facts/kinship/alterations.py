"""What a prefix does to a word for a relative: 堂 表 继 养 前 已故 妻 夫 干 二 …"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from lungang_models.facts.kinship.patterns import Bond, KinStep, Path, path_of
from lungang_models.facts.kinship.senses import changed, joined
from lungang_models.facts.kinship.table import WordSense
from lungang_models.vocabulary import Sex
from lungang_models.words import Words

_Alter = Callable[[str, WordSense, "Sex | None"], "WordSense | None"]

_DEAD = (
    "已故", "已去世", "已过世", "已逝世", "已病故", "已逝", "去世", "过世", "逝世",
    "死去", "病故", "离世", "亡故", "牺牲", "早逝", "早亡", "故去",
    "亡", "先",
)  # fmt: skip
_FORMER = (
    "前任",
    "前一任",
    "上一任",
    "离异",
    "已离婚",
    "已离异",
    "离了婚",
    "离婚",
    "前",
    "原",
)
_ADOPTED = ("收养", "领养", "抱养", "养")
_STEP = ("继", "后")
_SWORN = (
    "结拜", "结义", "拜把", "把", "盟", "换帖", "磕头", "干", "义", "契", "谊", "寄",
    "认",
)  # fmt: skip
_FULL = (
    "同父同母",
    "一母同胞",
    "一奶同胞",
    "双胞胎",
    "孪生",
    "龙凤胎",
    "同胞",
    "胞",
    "嫡亲",
)
_OWN = ("亲生", "嫡", "亲")
_HALF = ("同父异母", "同母异父", "异父同母", "异母同父", "同母", "同父", "异母", "异父")
_ENGAGED = ("未来", "未过门", "没过门", "未婚", "准")
_PRESENT = (
    "现任",
    "现在",
    "现",
    "再婚",
    "二婚",
    "合法",
    "分居",
    "新婚",
    "入赘",
    "上门",
)
_OUT = ("送养", "已送养", "送人", "出养", "被送养")
_ASKED = (
    "远房", "远亲", "本家", "同宗", "同族", "族", "疏堂", "隔房", "五服", "宗", "姻",
    "寄养", "过继", "过房", "出继",
)  # fmt: skip
_COUSINS: dict[str, tuple[str, ...]] = {
    "堂": ("f,xb",), "叔伯": ("f,xb",), "从": ("f,xb",), "同堂": ("f,xb",),
    "表": ("f,xs", "m,xb", "m,xs"), "姑舅": ("f,xs", "m,xb"),
    "姑舅表": ("f,xs", "m,xb"),
    "姑表": ("f,xs",), "舅表": ("m,xb",), "姨表": ("m,xs",), "两姨": ("m,xs",),
    "从表": ("f,f,xs,c", "m,f,xb,c"),
    "再从": ("f,f,xb,s",), "从堂": ("f,f,xb,s",), "再堂": ("f,f,xb,s",),
    "三从": ("f,f,f,xb,s,s",),
}  # fmt: skip
#: Said of one's own generation only: 叔伯兄弟, but not 叔伯姑.
_OF_SIBLINGS = ("叔伯", "姑舅", "姑舅表", "两姨")
_THROUGH = {"妻子": "w", "妻": "w", "内": "w", "岳": "w", "夫": "h"}

#: Modifiers that 的 may follow without making a new relation.
MODIFIERS = tuple(
    sorted(
        (*_DEAD[:-2], *_FORMER[:-2], *_ADOPTED[:-1], "结拜", "结义", "认", *_FULL[:-2],
         "亲生", "嫡亲", *_HALF, "未来", "未过门", "没过门", *_PRESENT[:5], "分居",
         *_OUT, "远房", "同族", "本家", "同宗", "最大", "最小", "同居", "寄养", "过继"),
        key=len, reverse=True,
    )
)  # fmt: skip
_PROVE = Words(
    "是否形成抚养关系，请填“抚养教育”一栏并核实",
    "state the upbringing in its own column and have it verified",
)


def altered(
    prefix: str, rest: str, sense: WordSense, me: Sex | None
) -> WordSense | None:
    """The sense of ``prefix`` + ``rest``; ``None`` when the prefix says nothing of it."""
    paths = tuple(path for path in sense.paths if path)
    if sense.paths and not paths:
        return None
    return _ALTERATIONS[prefix](prefix, replace(sense, paths=paths, loose=False), me)


def of_ordinal(order: str, rest: str, sense: WordSense | None) -> WordSense | None:
    """A rank among siblings: 二舅 is a 舅舅, but 二爷爷 a grandfather's brother."""
    if rest in _RANKED:
        if order == "老":
            return None
        return WordSense(tuple(path_of(p) for p in _RANKED[rest].split(";")))
    if sense is None or not sense.paths or () in sense.paths:
        return None
    for path in sense.paths:
        lone = len(path) == 1 and path[0].move == "wed"
        if lone or path[-1].move == "up":
            return None
    return replace(sense, loose=False)


_RANKED = {
    "爷爷": "f,f,xb", "祖父": "f,f,xb", "爷": "f,f,xb;f,xb", "奶奶": "f,f,xb,w",
    "祖母": "f,f,xb,w", "奶": "f,f,xb,w", "外公": "m,f,xb", "姥爷": "m,f,xb",
    "外祖父": "m,f,xb", "外爷": "m,f,xb", "外婆": "m,f,xb,w;m,m,xs",
    "姥姥": "m,f,xb,w;m,m,xs", "外祖母": "m,f,xb,w;m,m,xs", "姥娘": "m,f,xb,w;m,m,xs",
    "爸爸": "f,xb", "爸": "f,xb", "爹": "f,xb", "爹爹": "f,xb", "大": "f,xb",
    "达": "f,xb", "父": "f,xb", "妈妈": "f,xb,w", "妈": "f,xb,w", "娘": "f,xb,w",
    "母": "f,xb,w", "太爷": "f,f,f,xb", "太爷爷": "f,f,f,xb", "太奶奶": "f,f,f,xb,w",
    "姑爷爷": "f,f,xs,h", "姑奶奶": "f,f,xs", "舅": "m,xb", "姨": "m,xs", "姑": "f,xs",
    "叔": "f,lb", "伯": "f,ob;h,ob", "哥": "ob", "姐": "os", "姊": "os", "弟": "lb",
    "妹": "ls", "兄": "ob", "嫂": "ob,w", "婶": "f,lb,w", "子": "s", "女": "d",
    "孙": "s,s", "侄": "xb,s", "甥": "xs,s", "姑娘": "d;f,xs", "丫头": "d",
}  # fmt: skip


def _dead(_: str, sense: WordSense, me: Sex | None) -> WordSense | None:
    """Blood passes through the dead; their marriages are over."""
    return changed(sense, (_with_dead(path) for path in sense.paths))


def _with_dead(path: Path) -> Path:
    last = replace(path[-1], dead=True)
    if last.move == "wed" and last.state == "current":
        last = replace(last, state="late")
    return (*path[:-1], last)


def _former(_: str, sense: WordSense, me: Sex | None) -> WordSense | None:
    """A marriage that was dissolved (Civil Code 1080)."""
    return changed(
        sense,
        (
            tuple(_ended(step) for step in path)
            for path in sense.paths
            if any(step.move == "wed" for step in path)
        ),
    )


def _ended(step: KinStep) -> KinStep:
    return replace(step, state="ended") if step.move == "wed" else step


def _engaged(_: str, sense: WordSense, me: Sex | None) -> WordSense | None:
    """A marriage that is not yet one (doubt D8)."""
    return changed(
        sense,
        (
            tuple(replace(s, state="engaged") if s.move == "wed" else s for s in path)
            for path in sense.paths
            if any(step.move == "wed" for step in path)
        ),
    )


def _present(_: str, sense: WordSense, me: Sex | None) -> WordSense | None:
    """The marriage in force, even if the couple live apart."""
    if all(path[-1].move == "wed" for path in sense.paths) and sense.paths:
        return sense
    return None


def _bonded(bond: Bond) -> _Alter:
    """Another bond for the last link by birth: adoptive, step, half or full."""

    def alter(_: str, sense: WordSense, me: Sex | None) -> WordSense | None:
        return changed(sense, (_with_bond(path, bond) for path in sense.paths))

    return alter


def _with_bond(path: Path, bond: Bond) -> Path | None:
    for i in range(len(path) - 1, -1, -1):
        if path[i].move != "wed":
            if bond in ("half", "full") and path[i].move != "side":
                return None
            return (*path[:i], replace(path[i], bond=bond), *path[i + 1 :])
    return None


def _own(_: str, sense: WordSense, me: Sex | None) -> WordSense | None:
    """亲 only stresses what the word says anyway."""
    return sense


def _full(prefix: str, sense: WordSense, me: Sex | None) -> WordSense | None:
    """Full siblings where the word ends in one; else the prefix only stresses."""
    if all(path[-1].move == "side" for path in sense.paths):
        return _bonded("full")(prefix, sense, me)
    return sense


def _out(_: str, sense: WordSense, me: Sex | None) -> WordSense | None:
    """A child given away in adoption (Civil Code 1111)."""
    return changed(
        sense, ((*path[:-1], replace(path[-1], out=True)) for path in sense.paths)
    )


def _sworn(_: str, sense: WordSense, me: Sex | None) -> WordSense | None:
    """Sworn kin are no kin in law."""
    return WordSense(mark="none") if sense.paths or sense.mark == "none" else None


def _asked(_: str, sense: WordSense, me: Sex | None) -> WordSense | None:
    """Distant kin of unknown degree."""
    return WordSense(mark="ask")


def _through(prefix: str, sense: WordSense, me: Sex | None) -> WordSense | None:
    """The wife's, the husband's."""
    if not sense.paths:
        return None
    return joined(WordSense((path_of(_THROUGH[prefix]),)), sense, me)


def _claimed(_: str, sense: WordSense, me: Sex | None) -> WordSense | None:
    """Upbringing claimed in a bracket stays a claim: the sheet's own column proves it."""
    if not any(step.bond == "step" for path in sense.paths for step in path):
        return None
    return replace(sense, note=_PROVE)


def _cousin(prefix: str, sense: WordSense, me: Sex | None) -> WordSense | None:
    """堂 and 表 put a cousin where the word has a sibling: 堂叔, 表侄, 堂嫂."""
    if prefix in _OF_SIBLINGS and any(p[0].move != "side" for p in sense.paths):
        return None
    return changed(
        sense,
        (
            cousin_of(path, path_of(through))
            for path in sense.paths
            for through in _COUSINS[prefix]
        ),
    )


def cousin_of(path: Path, through: Path) -> Path | None:
    """A path with its sibling step led through a parent's sibling; else longer by it."""
    for i, step in enumerate(path):
        if step.move == "side":
            child = KinStep("down", step.sex, dead=step.dead)
            return (*path[:i], *through, child, *path[i + 1 :])
    moves = {step.move for step in path}
    if moves == {"up"} and len(path) > 1:
        return (*path, *through, KinStep("down", path[-1].sex))
    if moves == {"down"} and len(path) > 1:
        return (*through, KinStep("down"), *path)
    return None


_ALTERATIONS: dict[str, _Alter] = {
    **dict.fromkeys(_DEAD, _dead),
    **dict.fromkeys(_FORMER, _former),
    **dict.fromkeys(_ADOPTED, _bonded("adoptive")),
    **dict.fromkeys(_STEP, _bonded("step")),
    **dict.fromkeys(_SWORN, _sworn),
    **dict.fromkeys(_FULL, _full),
    **dict.fromkeys(_OWN, _own),
    **dict.fromkeys(_HALF, _bonded("half")),
    **dict.fromkeys(_ENGAGED, _engaged),
    **dict.fromkeys(_PRESENT, _present),
    **dict.fromkeys(_OUT, _out),
    **dict.fromkeys(_ASKED, _asked),
    **dict.fromkeys(_COUSINS, _cousin),
    **dict.fromkeys(_THROUGH, _through),
    "扶养": _claimed,
    "未扶养": _claimed,
}
#: Longest first, so that 同父异母 is not read as 同父.
PREFIXES = tuple(sorted(_ALTERATIONS, key=len, reverse=True))
