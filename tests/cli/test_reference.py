"""Every command stands in docs/cli.md as the program has it."""

from __future__ import annotations

from cli.reference import PAGE, text


def test_the_page_of_commands_is_fresh() -> None:
    """Else: python tests/cli/reference.py."""
    assert PAGE.read_text("utf-8") == text()


def test_every_command_says_what_it_does_in_both_languages() -> None:
    for part in text().split("\n## ")[1:]:
        says = part.split("\n")[2]
        assert any("一" <= letter <= "鿿" for letter in says), part
        assert any(letter.isascii() and letter.isalpha() for letter in says), part
