"""The sub-view `alike`: four small CNNs that differ in their pooling alone, on unseen photos and on this one."""
