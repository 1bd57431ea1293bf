import numpy as np

from app.render.colormap import LEVELS, opacity, palette


def _oklab(rgb: np.ndarray) -> np.ndarray:
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    lms = np.cbrt(
        linear
        @ np.array(
            [[0.4122215, 0.2119035, 0.0883025], [0.5363325, 0.6806995, 0.2817188], [0.051446, 0.107397, 0.62998]]
        )
    )
    return np.asarray(
        lms
        @ np.array(
            [[0.2104543, 1.9779985, 0.0259040], [0.7936178, -2.4285922, 0.7827718], [-0.0040720, 0.4505937, -0.8086758]]
        )
    )


def test_lightness_rises_with_every_level() -> None:
    lightness = _oklab(palette()[:, :3] / 255)[:, 0]
    assert np.diff(lightness).min() > 0.005


def test_every_step_looks_about_as_large_as_any_other() -> None:
    steps = np.linalg.norm(np.diff(_oklab(palette()[:, :3] / 255), axis=0), axis=1)
    assert steps.max() < 2.0 * steps.min()


def test_nothing_is_transparent_and_the_peak_still_shows_the_photo() -> None:
    alpha = palette()[:, 3]
    assert alpha[0] == 0
    assert 200 < alpha[-1] < 255
    assert np.all(np.diff(alpha.astype(int)) >= 0)
    assert float(opacity(np.array([0.5]))[0]) > 0.5


def test_the_palette_has_as_many_levels_as_it_says() -> None:
    assert palette().shape == (LEVELS, 4)
