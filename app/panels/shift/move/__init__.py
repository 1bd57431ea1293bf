"""The sub-view `move`: the photo moves, a stage's map should move along, and what remains between the two."""
