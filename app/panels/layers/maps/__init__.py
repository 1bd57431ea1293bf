"""The sub-view `maps`: all channels of a stage."""
