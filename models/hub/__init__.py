"""A person's own CLIP or BLIP checkpoint, read through transformers. Only loading a model imports torch."""
