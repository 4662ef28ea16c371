"""One policy value varied over a range: the patches of a sweep, and what came of them."""
