"""The same network with random weights, for the sanity check of class maps (Adebayo et al. 2018, arXiv:1810.03292)."""

from __future__ import annotations

import copy

import numpy as np
import torch
from torch import Tensor, nn

from models.backbone import Backbone
from models.engine.shuffle import shuffled

CALIBRATION_PHOTOS = 8
CONTRAST = 0.5  # standard deviation of photos after normalisation, about


def randomised(backbone: Backbone) -> Backbone:
    """A copy whose kernels and matrices hold their own numbers in random order: each layer's distribution stays.

    Batch norm keeps scale and shift, and its running statistics are measured anew on noise with the spectrum of photos:
    with those of the trained weights the deeper layers would say the same of every photo.
    """
    twin = copy.deepcopy(backbone)
    for parameter in twin.parameters():
        if parameter.ndim >= 2:
            values = shuffled(parameter.detach().numpy().ravel()).reshape(parameter.shape)
            parameter.data = torch.from_numpy(values)
    calibrate(twin, pink_noise(CALIBRATION_PHOTOS, backbone.preprocessing.size, np.random.default_rng(0)))
    return twin


def calibrate(network: nn.Module, pixels: Tensor) -> None:
    """Set every batch norm's running statistics to those of one batch, layer after layer: (N, 3, S, S)."""
    norms = [module for module in network.modules() if isinstance(module, nn.BatchNorm2d)]
    for norm in norms:
        norm.reset_running_stats()
        norm.momentum = None  # a plain average over what is seen
        norm.train()
    with torch.no_grad():
        network(pixels)
    network.eval()


def pink_noise(count: int, size: int, random: np.random.Generator) -> Tensor:
    """Noise whose amplitude falls as 1 / frequency, as that of photos does (Field 1987): (count, 3, size, size)."""
    down, across = np.meshgrid(np.fft.fftfreq(size), np.fft.rfftfreq(size), indexing="ij")
    amplitude = 1 / np.maximum(np.hypot(down, across), 1 / size)
    white = np.fft.rfft2(random.standard_normal((count, 3, size, size)))
    noise = np.fft.irfft2(white * amplitude, s=(size, size))
    noise *= CONTRAST / noise.std(axis=(2, 3), keepdims=True)
    return torch.from_numpy(noise.astype(np.float32))
