"""One server and one Chromium for all of these."""
