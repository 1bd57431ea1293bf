"""Chinese sentences: their words, what each can be asked of a photo, and the English that the text model reads."""
