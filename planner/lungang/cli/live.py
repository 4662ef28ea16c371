"""What goes on, in plain words: one line that renews itself on a terminal, and one line
for each new thing where the output is kept."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, ClassVar

from lungang.cli.language import say, spoken
from lungang.cli.options import LanguageOption, said
from lungang_models.typeset import full_width

if TYPE_CHECKING:
    from lungang.jobs.limits import Progress

_CLEAR = "\r\x1b[2K"


class Live:
    """The line of a command; ``quiet`` shows nothing."""

    _open: ClassVar[bool] = False
    """Whether a line stands on the terminal that the next one renews, whoever wrote it."""

    def __init__(self, lang: LanguageOption, quiet: bool = False) -> None:
        self._zh, self._quiet = lang is LanguageOption.zh, quiet
        self._lang, self._last = lang, ""

    def step(self, progress: Progress) -> None:
        """What the solver tells, without its numbers."""
        text = said(progress.stage, self._lang)
        if progress.tier is not None:
            at, of = progress.place
            name = said(progress.tier.value, self._lang)
            text = (
                f"正在证明 {at}/{of}：{name}"
                if self._zh
                else f"proving {at}/{of}: {name}"
            )
        self.show(text, progress.seconds)

    def show(self, text: str, seconds: float, again: bool = False) -> None:
        """A text with the seconds so far; ``again`` where it is the same as before."""
        if self._quiet:
            return
        line = full_width(f"{text}……") if self._zh else f"{text} …"
        spent = f"已用{seconds:.0f}秒" if self._zh else f"{seconds:.0f} s"
        if sys.stderr.isatty():
            sys.stderr.write(f"{_CLEAR}{line} {spent}")
            sys.stderr.flush()
            Live._open = True
            spoken()
        elif again or text != self._last:
            say(f"{line} {spent}")
        self._last = text

    def end(self) -> None:
        """Leave the terminal's line clean."""
        if Live._open:
            sys.stderr.write(_CLEAR)
            sys.stderr.flush()
            Live._open = False
