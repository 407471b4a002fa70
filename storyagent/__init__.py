"""Turn a story into a film on your own machine."""
