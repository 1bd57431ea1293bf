"""Words for colours, judged by the photo's own pixels where their noun is."""
