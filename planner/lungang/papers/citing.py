"""The law as papers cite it: the organisation's own, never another organisation's.

The measure of a finance bureau is cited by its articles where the pack stands on it;
any other pack names for each rule the law it goes by, and papers cite that.
"""

from __future__ import annotations

from collections import Counter

from lungang_models.articles import article_of
from lungang_models.citations import law_of
from lungang_models.problem import Pack
from lungang_models.rule import UNSOURCED

__all__ = ["MEASURE", "cite", "goes_by_measure", "regulation"]

MEASURE = "cn-finance-bureau"
"""The pack whose articles the papers know by number."""
_SOME = "有关规定"


def goes_by_measure(pack: Pack) -> bool:
    """Whether the articles of the measure are those of this pack."""
    return MEASURE in (pack.name, *pack.lineage)


def regulation(pack: Pack) -> str:
    """The regulation that papers name first: its title, or the law cited most.

    >>> from lungang_models.pack import load
    >>> regulation(load("cn-institution-2019"))
    '《事业单位人事管理回避规定》等规定'
    """
    if goes_by_measure(pack):
        return f"《{pack.title.zh.strip('《》')}》"
    count = Counter(
        law.title.zh
        for sentence in pack.cites.values()
        if (law := law_of(sentence)) is not None
    )
    personnel = [t for t in count if any(w in t for w in ("回避", "公务员法", "交流"))]
    named = max(personnel or count, key=lambda t: count[t], default="")
    return f"《{named}》等规定" if named else _SOME


def cite(pack: Pack, article: str) -> str:
    """An article with the law it stands in, or that there is one, where none is known.

    >>> from lungang_models.pack import load
    >>> cite(load("cn-institution-2019"), "事业单位人事管理回避规定第五条")
    '《事业单位人事管理回避规定》第五条'
    >>> cite(load("cn-institution-2019"), "29")
    '有关规定'
    """
    said = article_of(article)
    law = law_of(article)
    if law is not None:
        return f"《{law.title.zh}》{article.removeprefix(law.short)}"
    if goes_by_measure(pack) and said and said != UNSOURCED:
        return f"{regulation(pack)}{said}"
    return _SOME
