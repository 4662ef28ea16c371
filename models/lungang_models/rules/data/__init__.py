"""Articles 19 and 24: facts that are missing, doubtful or about to lapse."""
