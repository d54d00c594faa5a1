"""The network and its gradients, in numpy.

    conv1 5x5, 1 -> 8, same   relu1   pool1 2x2       28x28 -> 14x14
    conv2 5x5, 8 -> 16, same  relu2   pool2 3x3       14x14 -> 4x4 (the last two rows and columns go unread)
    flatten                   fc 256 -> 10            logits

Arrays are float32 and channels-last, [n, height, width, channels], so that a convolution is one matrix
product over its windows (im2col). Pixels come in as 0..1. Max pooling and ReLU commute, so each block pools
first and rectifies the smaller array.
"""

import numpy as np

KERNEL = 5
PAD = KERNEL // 2
CHANNELS = (1, 8, 16)
POOLS = (2, 3)
CLASSES = 10
FEATURES = 4 * 4 * CHANNELS[2]


def initial_parameters(rng):
    """He initialisation; the biases start at zero. Returns name -> array."""

    def normal(*shape):
        fan_in = int(np.prod(shape[:-1]))
        return (rng.standard_normal(shape) * np.sqrt(2 / fan_in)).astype(np.float32)

    parameters = {}
    for i in (1, 2):
        parameters[f"conv{i}.weight"] = normal(KERNEL, KERNEL, CHANNELS[i - 1], CHANNELS[i])
        parameters[f"conv{i}.bias"] = np.zeros(CHANNELS[i], np.float32)
    parameters["fc.weight"] = normal(FEATURES, CLASSES)
    parameters["fc.bias"] = np.zeros(CLASSES, np.float32)
    return parameters


def windows(x):
    """Every 5x5 window of the zero-padded `x`, as the rows of a matrix [n * h * w, 25 * channels]."""
    n, h, w, c = x.shape
    padded = np.pad(x, ((0, 0), (PAD, PAD), (PAD, PAD), (0, 0)))
    view = np.lib.stride_tricks.sliding_window_view(padded, (KERNEL, KERNEL), axis=(1, 2))
    return view.transpose(0, 1, 2, 4, 5, 3).reshape(n * h * w, KERNEL * KERNEL * c)


def convolve(rows, weight, bias, shape):
    """The convolution of an array of spatial `shape` (n, h, w) whose windows are `rows`."""
    out = rows @ weight.reshape(-1, weight.shape[3]) + bias
    return out.reshape(*shape, weight.shape[3])


def convolve_input_gradient(grad, weight):
    """The gradient at the input: a convolution with the kernel turned by 180 degrees."""
    turned = weight[::-1, ::-1].transpose(0, 1, 3, 2)
    return convolve(windows(grad), turned, np.float32(0), grad.shape[:3])


def blocks(x, k):
    """Views `x` as its k x k pooling windows [n, h / k, k, w / k, k, c], cutting what no window reads."""
    n, h, w, c = x.shape
    return x[:, : h // k * k, : w // k * k].reshape(n, h // k, k, w // k, k, c)


def max_pool(x, k):
    """The maxima of the windows, and the share of its window's gradient that each cell gets.

    Equal maxima (a blank background makes many) share it, so that a tie counts no more than a single one.
    """
    cells = blocks(x, k)
    top = cells.max(axis=(2, 4), keepdims=True)
    share = (cells == top).astype(np.float32)
    share /= share.sum(axis=(2, 4), keepdims=True)
    return top[:, :, 0, :, 0], share


def max_pool_gradient(grad, share, shape):
    """Spreads the gradient of the pooled array over an array of the unpooled `shape`."""
    n, h, k, w, _, c = share.shape
    out = np.zeros(shape, np.float32)
    out[:, : h * k, : w * k] = (share * grad[:, :, None, :, None]).reshape(n, h * k, w * k, c)
    return out


def forward(parameters, x):
    """Logits [n, 10] of images [n, 28, 28, 1], and what `backward` needs."""
    kept = []
    for i, k in zip((1, 2), POOLS):
        rows = windows(x)
        convolved = convolve(rows, parameters[f"conv{i}.weight"], parameters[f"conv{i}.bias"], x.shape[:3])
        pooled, share = max_pool(convolved, k)
        x = np.maximum(pooled, 0)
        kept.append((rows, share, convolved.shape, x))
    features = x.reshape(len(x), FEATURES)
    return features @ parameters["fc.weight"] + parameters["fc.bias"], kept


def backward(parameters, kept, grad):
    """The gradient of every parameter, from the gradient of the logits."""
    gradients = {}
    features = kept[1][3].reshape(len(grad), FEATURES)
    gradients["fc.weight"] = features.T @ grad
    gradients["fc.bias"] = grad.sum(axis=0)
    grad = (grad @ parameters["fc.weight"].T).reshape(kept[1][3].shape)
    for i in (2, 1):
        rows, share, shape, activated = kept[i - 1]
        grad = max_pool_gradient(grad * (activated > 0), share, shape)
        weight = parameters[f"conv{i}.weight"]
        gradients[f"conv{i}.weight"] = (rows.T @ grad.reshape(-1, shape[3])).reshape(weight.shape)
        gradients[f"conv{i}.bias"] = grad.sum(axis=(0, 1, 2))
        if i > 1:
            grad = convolve_input_gradient(grad, weight)
    return gradients


def cross_entropy(logits, labels, smoothing):
    """Mean loss with label smoothing, which keeps the logits small, and its gradient."""
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_probabilities = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    target = np.full(logits.shape, smoothing / CLASSES, np.float32)
    target[np.arange(len(labels)), labels] += 1 - smoothing
    loss = -(target * log_probabilities).sum(axis=1).mean()
    return loss, (np.exp(log_probabilities) - target) / np.float32(len(labels))


def predict(parameters, images, batch=250):
    """The class of each image [n, 28, 28, 1] with pixels 0..1."""
    parts = [forward(parameters, images[i : i + batch])[0] for i in range(0, len(images), batch)]
    return np.concatenate(parts).argmax(axis=1)
