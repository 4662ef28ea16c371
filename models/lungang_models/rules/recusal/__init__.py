"""Articles 18 to 28 and 36: who may not sit where, for family and interest."""
