"""Reasons: why no plan exists, what would make one possible, why this one is as it is."""
