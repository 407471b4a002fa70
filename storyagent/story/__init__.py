"""Values: what a film is made of, as frozen data. Imports nothing else of storyagent."""
