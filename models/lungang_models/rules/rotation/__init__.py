"""Articles 29 to 33: who is due to move, and who stays."""
