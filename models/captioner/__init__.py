"""A small language model reads what a CNN hands over, and writes a caption: LLaVA's first stage."""
