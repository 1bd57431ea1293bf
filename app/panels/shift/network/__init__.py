"""The sub-view `network`: class, feature vector and word maps against the shift, and how consistent the class is."""
