"""The sub-view `pooling`: every kind of pooling on one map, what it changes when the map moves, and what it keeps."""
