"""Article 15: a unit that changes too much at once no longer knows its work."""
