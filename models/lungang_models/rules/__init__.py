"""The rule book: every module in this folder holds one rule or one check.

The folder is the list. A rule comes into force when a rule pack adopts it.
"""
