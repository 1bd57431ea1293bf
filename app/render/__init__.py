"""Results drawn as bytes: PNG and the page's own scale. Knows numpy and models.results, nothing of the web."""
