"""One file per family of models: how it is loaded, called, decoded, and what it can do."""
