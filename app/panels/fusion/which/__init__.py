"""The sub-view `which`: three questions, and which strategy to take."""
