"""A conversation over a film project: turns, their history, branches, undo, and what each of them truly did."""
