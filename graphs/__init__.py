"""Declarative graph templates: `film.yaml` and others."""
