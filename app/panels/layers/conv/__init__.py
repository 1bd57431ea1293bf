"""The sub-view `conv`: one kernel sliding over the photo."""
