"""The fusion panel: ways to join a CNN and a Transformer, side by side."""
