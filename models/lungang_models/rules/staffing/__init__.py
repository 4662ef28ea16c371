"""Articles 8 to 15 and 32: posts, seats, levels and authority."""
