"""The rule packs as people read them: the book, its coverage, differences, duty sets."""
