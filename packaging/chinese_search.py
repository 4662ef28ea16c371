"""Search in Chinese: what is indexed, and what is asked, goes by pairs of characters.

Chinese has no blanks between words, and Sphinx indexes none of them without a dictionary.
Pairs need none, and find every word and phrase of two characters and more.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx.search.zh import SearchChinese

if TYPE_CHECKING:
    from sphinx.application import Sphinx

RUN = re.compile(r"[a-zA-Z0-9_]+|[㐀-䶿一-鿿]+")


class Pairs(SearchChinese):
    """Words of Latin letters as Sphinx has them, Chinese by pairs."""

    language_name = "English"
    """By it Sphinx calls the stemmer in the browser, and Chinese has the English one."""
    js_splitter_code = r"""
var splitQuery = (query) =>
  (query.match(/[a-zA-Z0-9_]+|[㐀-䶿一-鿿]+/g) || []).flatMap((run) =>
    run[0] < "\u3400" || run.length < 3
      ? [run]
      : Array.from({ length: run.length - 1 }, (_, i) => run.slice(i, i + 2)));
"""

    def split(self, input: str) -> list[str]:
        """The terms of a text, as ``splitQuery`` finds those of a question."""
        found: list[str] = []
        for run in RUN.findall(input):
            if run[0] < "\u3400" or len(run) < 3:
                found.append(run)
            else:
                found += [run[i : i + 2] for i in range(len(run) - 1)]
        self.latin_terms.update(t for t in found if t[0] < "\u3400")
        return found


def setup(app: Sphinx) -> dict[str, bool]:
    """Sphinx calls this of an extension."""
    app.add_search_language(Pairs)
    return {"parallel_read_safe": True}
