"""Article 38: mandatory leave."""
