"""The layers panel: what every layer of a CNN makes of the photo. Its sub-views are listed in subviews.py."""
