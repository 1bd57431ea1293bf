"""Training of the siblings that read a photo as regions, by the fusion lab's recipe on the lab's pairs."""
