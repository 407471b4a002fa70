"""Diffusion: video models behind one interface, and what steers them without training."""
