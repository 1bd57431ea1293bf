"""The sub-view `class`: what the network says is in the photo, and where it sees each class."""
