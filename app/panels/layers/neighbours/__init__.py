"""The sub-view `neighbours`: neighbouring pixels are alike, and what a network saves by counting on it."""
