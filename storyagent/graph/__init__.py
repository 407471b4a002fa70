"""Tools, the registry, plans, and how a plan is made from a template or by search."""
