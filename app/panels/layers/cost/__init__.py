"""The sub-view `cost`: what local connectivity and weight sharing save."""
