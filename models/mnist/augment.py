"""Random affine distortions of digit images: shift, rotation, scaling and shear."""

import numpy as np

SHIFT = 2.0  # pixels, either way
ROTATION = np.deg2rad(12)
SCALE = 0.12  # relative, each axis on its own
SHEAR = 0.15


def distort(images, rng):
    """Distorts each image [n, h, w, 1] on its own, by bilinear interpolation over a black surrounding."""
    n, height, width, _ = images.shape
    angle = rng.uniform(-ROTATION, ROTATION, (n, 1))
    shear = rng.uniform(-SHEAR, SHEAR, (n, 1))
    scale_y, scale_x = rng.uniform(1 - SCALE, 1 + SCALE, (2, n, 1))
    shift_y, shift_x = rng.uniform(-SHIFT, SHIFT, (2, n, 1))
    cos, sin = np.cos(angle), np.sin(angle)

    # Where each target pixel comes from, about the image's centre.
    y, x = np.mgrid[:height, :width].reshape(2, 1, -1)
    y, x = y - (height - 1) / 2, x - (width - 1) / 2
    sheared_x = x + shear * y
    source_y = (cos * y - sin * sheared_x) * scale_y + shift_y
    source_x = (sin * y + cos * sheared_x) * scale_x + shift_x

    # One black pixel all around stands for everything outside.
    source_y = np.clip(source_y + (height - 1) / 2 + 1, 0, height + 0.999)
    source_x = np.clip(source_x + (width - 1) / 2 + 1, 0, width + 0.999)
    framed = np.pad(images[..., 0], ((0, 0), (1, 1), (1, 1)))
    top, left = source_y.astype(np.intp), source_x.astype(np.intp)
    down, right = source_y - top, source_x - left
    image = np.arange(n)[:, None]
    upper = framed[image, top, left] * (1 - right) + framed[image, top, left + 1] * right
    lower = framed[image, top + 1, left] * (1 - right) + framed[image, top + 1, left + 1] * right
    out = upper * (1 - down) + lower * down
    return out.astype(np.float32).reshape(images.shape)
