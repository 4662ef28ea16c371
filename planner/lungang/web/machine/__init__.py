"""Doors for programs: an HTTP API with keys, and a read-only MCP server over stdio.

Both ask the same services as the pages, for the same people.
"""
