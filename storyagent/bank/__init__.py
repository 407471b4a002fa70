"""What a film keeps of its entities: their sheets, what those look like in numbers, and who drew them."""
