"""Libraries of incompatible duties: pairs with their source, read by ``lungang.duties``."""
