"""The sub-view `paste`: a thing cut out of the photo and pasted into each corner, with class and map."""
