"""Training of the numbers by which colours of captions are read from the photo's own pixels."""
