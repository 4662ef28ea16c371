"""Lungang (轮岗): plans job rotation under conflict-of-interest rules."""
