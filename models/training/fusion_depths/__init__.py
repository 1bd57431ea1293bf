"""Training and measuring of a Transformer at three depths of the CNN."""
