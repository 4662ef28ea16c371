"""YAML that people wrote: read with its lines, and never more than such files hold.

None of ours is long, deep, or repeats itself by alias; a file that is could keep a
machine busy for hours.
"""

from __future__ import annotations

from io import StringIO
from typing import Any

LONGEST = 200_000
"""Characters; far above any file that somebody writes by hand."""

DEEPEST = 100
"""Lists and mappings within one another; fixed, so that no stack at hand decides."""


class Unreadable(Exception):
    """What is wrong and on which line; ``too_much`` where it is more than we read."""

    def __init__(self, line: int, what: str, too_much: bool = False) -> None:
        super().__init__(what)
        self.line, self.what, self.too_much = line, what, too_much


def parse(text: str) -> Any:
    """The document of a text, its comments and lines kept. Raises ``Unreadable``."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError
    from ruamel.yaml.tokens import AliasToken

    if len(text) > LONGEST:
        raise Unreadable(1, f"{len(text)} > {LONGEST}", too_much=True)
    try:
        depth = 0
        for token in YAML(typ="rt").scan(StringIO(text)):
            kind = type(token).__name__
            depth += ("Start" in kind) - ("End" in kind)
            if depth > DEEPEST:
                line = token.start_mark.line + 1
                raise Unreadable(line, f"> {DEEPEST}", too_much=True)
            if isinstance(token, AliasToken):
                line = token.start_mark.line + 1
                raise Unreadable(line, f"*{token.value}", too_much=True)
        return YAML(typ="rt").load(StringIO(text))
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise Unreadable(line, str(error.problem)) from None
    except YAMLError as error:
        raise Unreadable(1, type(error).__name__) from None
