"""Wishes: what makes one lawful plan better than another, each with its price."""
