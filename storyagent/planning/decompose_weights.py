"""What counts how much when a request is taken apart offline; the unit is about one word that few tools have.

Chosen by hand on the two graphs of `benchmarks/toolgraph` that were worked on.
"""

from __future__ import annotations

TOOL = 0.55
"""What one more tool costs: a job must answer to more than this."""
AGAIN = -0.5
"""What it costs to use a tool on its own result."""
SECOND, CROWDED = 0.6, -0.45
"""How well a second tool must answer to words that another one answers to in part, and what it costs more."""
VERB = -0.6
"""What it costs not to answer to the verb that an order begins with."""
SETTING = 0.25
"""What it is worth to have a setting for a number that is said, at most twice."""
NOUN, UNSET = 0.8, -0.3
"""What it is worth to have a setting for a thing that is named ("sad music"), and what one costs that must be asked."""
HEARD = 0.4
"""How like a word must be to a tool's words, or to a type's name, to count as one of them."""
ROLE = 0.3
"""What it is worth to give what the words want, half of it to take what they give."""
QUOTE = -0.6
"""What it costs that a quote is left unused."""
FIRM, OTHER = 0.9, -0.4
"""How surely words must name a type for it to count against a tool that it gives another one, and how much."""

LATEST, OPEN, USED = 0.4, 0.2, 0.1
"""What it is worth to take the result of the job before, one that nobody has taken yet, or any other."""
PRONOUN = 0.25
"""What "it" adds for the result of the job before."""
NAMED = 0.4
"""What a name adds ("the summary"), at most."""
BESIDE, GIVEN = 0.5, 0.1
"""What it is worth to take a thing at hand that is named in the same words, or that nobody has taken yet."""
JOINED = 0.1
"""What it is worth to add what "with" names to what was made before."""
OWN = 0.3
"""What the words themselves are worth as a text, at most; a quote is worth as much as a thing named beside it."""
BETWEEN = -0.4
"""What each tool costs that must come in between."""
MISSING, FIRST_MISSING, LEAF = -0.55, -0.3, -0.05
"""What it costs that nobody gives an input: later on, in the first job, and where no tool could make it."""
UNUSED = -0.3
"""What it costs to leave a thing at hand unused that the request names."""

WIDTH, SPAN, CHOICES, OPTIONS = 24, 6, 6, 4
"""How many ways are kept, parts one tool may answer to, tools weighed for these, things tried for each input."""
