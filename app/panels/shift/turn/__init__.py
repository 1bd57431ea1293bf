"""The sub-view `turn`: scale and rotation, where nothing promises invariance, and what averaging buys."""
