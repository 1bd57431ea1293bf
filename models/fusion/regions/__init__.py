"""A photo as a few regions, and small siblings of the famous models that read it so."""
