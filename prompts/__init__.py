"""Versioned prompts: `<name>/v1.md` with front matter."""
