"""The regulation, article by article: its words, and what each is served by."""
