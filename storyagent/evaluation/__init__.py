"""How good a planner's layouts are: prompts whose right answer is known, and the rules that judge a layout by it."""
