"""Articles 12 and 13: duties that one person must not combine."""
