"""The sub-view `trust`: whether a map says what the model looked at."""
