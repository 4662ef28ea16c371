"""YAML that people wrote: read with its lines, and never more than such files hold.

None of ours is long, deep, or repeats itself by alias; a file that is could keep a
machine busy for hours.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from io import StringIO
from typing import Any

LONGEST = 200_000
"""Characters; far above any file that somebody writes by hand."""

DEEPEST = 100
"""Lists and mappings within one another; fixed, so that no stack at hand decides."""


class UnreadableText(Exception):
    """What is wrong and on which line; ``too_much`` where it is more than we read."""

    def __init__(self, line: int, what: str, too_much: bool = False) -> None:
        super().__init__(what)
        self.line, self.what, self.too_much = line, what, too_much


def decoded(data: bytes) -> str:
    """The text of a file: UTF-8, or GB18030 as editors in China write it.

    Raises ``UnreadableText`` at the first line that is in neither.
    """
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
    raise UnreadableText(line, "UTF-8 / GB18030")


def parse(text: str) -> Any:
    """The document of a text, its comments and lines kept. Raises ``UnreadableText``."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    if len(text) > LONGEST:
        raise UnreadableText(1, f"{len(text)} > {LONGEST}", too_much=True)
    reader = YAML(typ="rt")
    reader.Scanner = _guarded()
    try:
        return reader.load(StringIO(text))
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise UnreadableText(line, str(error.problem)) from None
    except YAMLError as error:
        raise UnreadableText(1, type(error).__name__) from None
    # a number of thousands of digits, a day that is none, a list for a key
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise UnreadableText(_line_of(text), str(error).split(";")[0][:80]) from None


@cache
def _guarded() -> type:
    """A scanner that stops where a text nests too deep or repeats itself by alias."""
    from ruamel.yaml.scanner import RoundTripScanner
    from ruamel.yaml.tokens import AliasToken

    class Guarded(RoundTripScanner):
        depth = 0

        def get_token(self) -> Any:
            token = super().get_token()
            kind = type(token).__name__
            self.depth += ("Start" in kind) - ("End" in kind)
            if self.depth > DEEPEST:
                line = token.start_mark.line + 1
                raise UnreadableText(line, f"> {DEEPEST}", too_much=True)
            if isinstance(token, AliasToken):
                line = token.start_mark.line + 1
                raise UnreadableText(line, f"*{token.value}", too_much=True)
            return token

    return Guarded


def _line_of(text: str) -> int:
    """The first line with a number too long, or a day that no calendar has."""
    for line, part in enumerate(text.splitlines(), start=1):
        if re.search(r"\d{1000}", part):
            return line
        for day in re.findall(r"\b\d{4}-\d\d?-\d\d?\b", part):
            year, month, number = map(int, day.split("-"))
            try:
                date(year, month, number)
            except ValueError:
                return line
    return 1
