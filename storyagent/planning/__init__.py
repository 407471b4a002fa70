"""From a story in words to values: screenplay, choreography, layouts."""
