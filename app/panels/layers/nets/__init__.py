"""The sub-view `nets`: the packaged networks side by side."""
