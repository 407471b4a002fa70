"""Recipes that make what the package ships; not in the wheel, run from the repository's root with `python -m`."""
