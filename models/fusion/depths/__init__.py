"""A Transformer inside the CNN at three depths, trained alike: the strategies of one lesson of the fusion lab."""
