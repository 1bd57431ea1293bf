"""A photo as the models see it."""

from __future__ import annotations

from dataclasses import replace

from app.photos.photo import Photo
from models.attention import Attender
from models.results import PhotoFeatures


def look_at(attender: Attender, photo: Photo) -> PhotoFeatures:
    """What the models keep of a photo as it is kept, read at no more than the size that they see it at."""
    return replace(attender.look(photo.glance), width=photo.width, height=photo.height)
