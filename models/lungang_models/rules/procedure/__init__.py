"""Articles 3, 14, 16, 24 and 33: steps to be taken, filed, heard and followed up."""
