"""Risk points by kind of post, own words with sources; read by ``facts.risk_points``."""
