"""What English words mean: lemmas, parts of speech and hypernyms, from WordNet."""
