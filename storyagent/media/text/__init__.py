"""Text that is made of text: summaries, translations, transcripts."""
