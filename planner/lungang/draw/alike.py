"""Names that people take for the same, and texts that hide something or persuade.

Where two names must differ, they differ to the eye.  No text of a draw has a mark that
nobody sees or words that a verifier says of itself: it is published beside the verdict.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from lungang.draw.faults import Refusal

_UNSEEN = re.compile("Z|C[cf]")
_NO_INK = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f"
    "\U000e0100-\U000e01ef]"
)
"""Marks and letters that print nothing; of other categories than blanks."""


_SETTLED = (  # hexadecimal
    "0-377 37a-37f 384-38a 38c 38e-3a1 3a3-52f 600-70d f00-f47 f49-f6c f71-f97 "
    "1100-11ff 1800-1819 1820-1878 1e00-1eff 2000-2064 2066-2071 2074-208e "
    "2100-218b 2190-2426 2440-244a 2460-2b73 2e80-2e99 2e9b-2ef3 2f00-2fd5 "
    "2ff0-2ffb 3000-303f 3041-3096 3099-30ff 3105-312f 3131-318e 3190-31e3 "
    "31f0-321e 3220-a48c a490-a4c6 ac00-d7a3 e000-fa6d fa70-fad9 fe00-fe19 "
    "fe20-fe52 fe54-fe66 fe68-fe6b feff ff01-ffbe ffe0-ffe6 1d173-1d17a "
    "2f800-2fa1d e0001 e0020-e007f"
)


def _of_ranges(text: str) -> str:
    ends = [span.split("-") for span in text.split()]
    return "".join(f"\\U{int(e[0], 16):08x}-\\U{int(e[-1], 16):08x}" for e in ends)


_OLD = re.compile(f"[{_of_ranges(_SETTLED)}]+")
"""What every edition of Unicode reads alike; any other character stands for itself."""


def same_to_the_eye(name: str) -> str:
    """A name without what the eye does not tell apart: width, case, blanks."""
    return _OLD.sub(lambda piece: _folded(piece[0]), _NO_INK.sub("", name))


def _folded(text: str) -> str:
    lower = unicodedata.normalize("NFKC", text).lower().replace("ς", "σ")
    letters = _NO_INK.sub("", lower)
    return "".join(c for c in letters if not _UNSEEN.match(unicodedata.category(c)))


def letters_of(name: str) -> str:
    """What tells people apart: the letters and digits of a name; 甲 and 甲. are one.

    The same in every edition of Unicode: beyond U+FFFF only rarer Chinese characters
    count, and characters of a bureau's own (U+E000 to U+F8FF) do.
    """
    return "".join(c for c in same_to_the_eye(name) if _tells_apart(c))


def _tells_apart(c: str) -> bool:
    if c > "\uffff":
        return "\U00020000" <= c <= "\U0003ffff"
    own = "\ue000" <= c <= "\uf8ff"
    return own or (bool(_OLD.match(c)) and unicodedata.category(c)[0] in "LN")


_HIDDEN = re.compile(
    "[\0-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\ufff9-\ufffb"
    "\U000e0001\U000e0020-\U000e007f\U000e0100-\U000e01ef]"
)
_VERDICT = re.compile(
    "验证通过|验证不通过|承诺值未核对|须另行核对|公开件]|核查件]|public]|inspection]"
    "|VERIFIED|REJECTED|NOTCOMPARED|COMPAREOUTSIDE|lungangdraw"
)
_PERSUADES = re.compile(
    "核对|核实|核验|验证|相符|不符|无误|一致|属实|有效"
    "|verif|check|pass|confirm|valid|reject|compar"
)
LONGEST_SOURCE_NAME = 20


def is_fit(text: str) -> bool:
    """Whether a text has no mark that nobody sees, no line end and no verdict in it."""
    wide = _OLD.sub(lambda piece: unicodedata.normalize("NFKC", piece[0]), text)
    return not _HIDDEN.search(text) and not _VERDICT.search(wide.replace(" ", ""))


def texts_of(value: object) -> Iterator[str]:
    """Every text in a value of JSON; a line of a table without its end."""
    if isinstance(value, str):
        yield value.removesuffix("\n")
    elif isinstance(value, Mapping):
        yield from texts_of(list(value.values()))
    elif isinstance(value, Sequence):
        for one in value:
            yield from texts_of(one)


def require_fit(value: object) -> None:
    """Refuse the first text in a value that the verifiers would refuse."""
    odd = next((text for text in texts_of(value) if not is_fit(text)), None)
    if odd is not None:
        raise Refusal(
            "text",
            f"文字中有看不见的字符、换行，或验证程序才说的判语，请重写：{odd!r}",
            f"a text hides a mark, has a line end or says what a verifier says: {odd!r}",
        )


def called_so(name: str) -> str:
    """What tells a person, an office or a source apart; nothing of a name that persuades."""
    return "" if _PERSUADES.search(same_to_the_eye(name)) else letters_of(name)


def is_source_name(name: str) -> bool:
    """Whether a name is of letters and digits alone, short, and persuades nobody.

    >>> is_source_name("双色球"), is_source_name("双色球（已核对）"), is_source_name("a=1")
    (True, False, False)
    """
    return bool(
        0 < len(name) <= LONGEST_SOURCE_NAME
        and all(map(_tells_apart, name)) and called_so(name) and "通过" not in name
    )  # fmt: skip


def is_blank(text: str) -> bool:
    """Whether nothing can be seen of a text."""
    return not same_to_the_eye(text)


def two_approvers(facts: Mapping[str, str]) -> bool:
    """Whether two different people are named as having approved."""
    names = [called_so(facts.get(k, "")) for k in ("approved_by", "second_approver")]
    return all(names) and names[0] != names[1]


def two_witnesses(names: Sequence[str]) -> list[str]:
    """The different people who watch the balls; Refusal of fewer than two."""
    named = {called_so(name): name.strip() for name in names}
    watched = sorted(name for read, name in named.items() if read)
    if len(watched) < 2:
        raise Refusal(
            "witnesses",
            "号球须至少两名见证人在场：--witness 甲 --witness 乙",
            "at least two witnesses watch the balls: --witness ONE --witness OTHER",
        )
    return watched
