"""What the CNN lab hands out, by theme: frozen dataclasses of numpy arrays. Nothing here imports torch.

Boxes are (left, top, right, bottom) as fractions of the photo in its own frame. Cell (row, col) of an R x C map
covers [col/C, (col+1)/C] x [row/R, (row+1)/R] of the photo, whatever its aspect.
"""
