"""Flamingo in small: gated layers, trained between the blocks of the frozen language model."""
