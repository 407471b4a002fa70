"""Single pictures: read, found in, changed, described."""
