"""Streams that cannot write every character: nothing that is said stops a command.

A pipe or a file on a Chinese Windows is GBK, on a Western one cp1252. What such a
stream cannot hold is written as JSON escapes it, by its number in hexadecimal digits.
"""

from __future__ import annotations

import codecs
import io
import os
import sys
from contextlib import suppress
from typing import TextIO

ESCAPE = "lungang-escape"


def _escaped(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = error.object[error.start : error.end]
    units = text.encode("utf-16-be", "surrogatepass")
    pairs = (units[at : at + 2].hex() for at in range(0, len(units), 2))
    return "".join(f"\\u{pair}" for pair in pairs), error.end


codecs.register_error(ESCAPE, _escaped)


def settle() -> None:
    """Make standard output and error take every character.

    Where nobody chose an encoding, what goes to a file or a pipe is UTF-8.
    """
    for stream in (sys.stdout, sys.stderr):
        _settle(stream)
    sys.stdout = _whole(sys.stdout)


def _whole(stream: TextIO) -> TextIO:
    """The stream, writing all of a text or failing: unbuffered (``PYTHONUNBUFFERED``),
    the part that a full disk had no room for would be lost in silence."""
    raw = getattr(stream, "buffer", None)
    if not isinstance(raw, io.RawIOBase):
        return stream
    return io.TextIOWrapper(
        io.BufferedWriter(raw),
        stream.encoding,
        stream.errors,
        line_buffering=True,
    )


def finish() -> None:
    """Write out what standard output still holds: what cannot be written is told now,
    not by the interpreter as it ends."""
    if sys.stdout is not None:
        sys.stdout.flush()


def let_go() -> None:
    """Where standard output takes no more, what it still holds is dropped."""
    try:
        finish()
    except OSError:
        with suppress(OSError, ValueError):  # a stream without a number of its own
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _settle(stream: TextIO) -> None:
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is None:  # a stream of a test or of another program
        return
    chosen = bool(os.environ.get("PYTHONIOENCODING", "").split(":")[0])
    if chosen or stream.isatty():
        reconfigure(errors=ESCAPE)
    else:
        reconfigure(encoding="utf-8", errors=ESCAPE)
