"""The shift panel: does it move along, does it stay put."""
