"""The sub-view `block`: one number followed through a real block."""
