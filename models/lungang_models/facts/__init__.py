"""Facts derived once from the evidence and known to both halves of every rule.

The halves share facts, never logic: who is kin to whom, who leads whom, how long a
person has been in a post, which days are which windows.
"""
