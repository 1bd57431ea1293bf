"""The sub-view `field`: which pixels a cell can depend on, and which it does depend on."""
