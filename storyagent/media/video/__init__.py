"""Clips: read with their sound, cut, timed, framed, changed, described."""
