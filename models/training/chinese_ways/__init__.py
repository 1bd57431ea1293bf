"""Three ways to read Chinese, measured against each other on Flickr8k's Chinese dev split: see `__main__`."""
