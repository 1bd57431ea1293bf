"""The sub-view `lessons`: what joins what, late fusion by sum and by product, and what flattening loses."""
