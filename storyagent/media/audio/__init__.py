"""Sound that is made: effects, music, loudness, the mix of a film."""
