"""Edits of a film by plain requests: what was asked, what changes, and nothing else."""
