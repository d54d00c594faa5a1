"""PyTorch's models, by its old exporter (TorchScript) and its new one (dynamo), with random weights."""

import math
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from family import SAMPLES, Model, Samples, generator


def block(i, o, stride=1, groups=1, act=nn.ReLU, kernel=3):
    return nn.Sequential(
        nn.Conv2d(i, o, kernel, stride, kernel // 2, groups=groups, bias=False), nn.BatchNorm2d(o), act()
    )


class Residual(nn.Module):
    def __init__(self, i, o, stride):
        super().__init__()
        self.a = block(i, o, stride)
        self.b = nn.Sequential(nn.Conv2d(o, o, 3, 1, 1, bias=False), nn.BatchNorm2d(o))
        self.skip = nn.Identity() if i == o and stride == 1 else nn.Conv2d(i, o, 1, stride)

    def forward(self, x):
        return F.relu(self.b(self.a(x)) + self.skip(x))


def head(width, classes=10):
    return nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(width, classes))


def resnet():
    layers = [block(3, 8), nn.MaxPool2d(2), Residual(8, 8, 1), Residual(8, 16, 2), Residual(16, 16, 1)]
    return nn.Sequential(*layers, head(16))


class Inverted(nn.Module):
    def __init__(self, i, o, stride, times):
        super().__init__()
        wide = i * times
        self.body = nn.Sequential(
            block(i, wide, kernel=1, act=nn.ReLU6),
            block(wide, wide, stride, groups=wide, act=nn.ReLU6),
            nn.Conv2d(wide, o, 1, bias=False),
            nn.BatchNorm2d(o),
        )
        self.same = i == o and stride == 1

    def forward(self, x):
        return x + self.body(x) if self.same else self.body(x)


def mobilenet():
    return nn.Sequential(block(3, 8, 2, act=nn.ReLU6), Inverted(8, 8, 1, 2), Inverted(8, 12, 2, 3), head(12))


class Squeeze(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.gate = nn.Sequential(
            nn.AdaptiveAvgPool2d(1), nn.Conv2d(n, n // 4, 1), nn.SiLU(), nn.Conv2d(n // 4, n, 1), nn.Sigmoid()
        )

    def forward(self, x):
        return x * self.gate(x)


def efficientnet():
    return nn.Sequential(
        block(3, 8, 2, act=nn.Hardswish), block(8, 16, 2, act=nn.SiLU), Squeeze(16), block(16, 16, act=nn.SiLU), head(16)
    )


class UNet(nn.Module):
    def __init__(self, bilinear):
        super().__init__()
        self.down, self.mid = block(1, 8), block(8, 16)
        self.up = nn.Upsample(scale_factor=2, mode="bilinear") if bilinear else nn.ConvTranspose2d(16, 8, 2, 2)
        self.end = block((16 if bilinear else 8) + 8, 8)
        self.out = nn.Conv2d(8, 2, 1)

    def forward(self, x):
        a = self.down(x)
        b = self.mid(F.max_pool2d(a, 2))
        return self.out(self.end(torch.cat([self.up(b), a], 1)))


class Yolo(nn.Module):
    """Boxes of two scales, decoded on their grids."""

    def __init__(self):
        super().__init__()
        self.a, self.b = block(3, 8, 2, act=nn.SiLU), block(8, 16, 2, act=nn.SiLU)
        self.heads = nn.ModuleList([nn.Conv2d(8, 2 * 7, 1), nn.Conv2d(16, 2 * 7, 1)])

    def forward(self, x):
        a = self.a(x)
        rows = []
        for y, layer in zip([a, self.b(a)], self.heads):
            y = layer(y)
            n, _, h, w = y.shape
            y = y.view(n, 2, 7, h, w).permute(0, 1, 3, 4, 2).sigmoid()
            v, u = torch.meshgrid(torch.arange(h), torch.arange(w), indexing="ij")
            grid = torch.stack([u, v], -1).view(1, 1, h, w, 2).float()
            at = (y[..., 0:2] * 2 - 0.5 + grid) * (16 / h)
            size = (y[..., 2:4] * 2) ** 2 * 4
            rows.append(torch.cat([at, size, y[..., 4:]], -1).view(n, -1, 7))
        return torch.cat(rows, 1)


class Recurrent(nn.Module):
    def __init__(self, kind, **options):
        super().__init__()
        self.body = kind(6, 12, batch_first=True, **options)
        self.out = nn.Linear(24 if options.get("bidirectional") else 12, 4)

    def forward(self, x):
        return self.out(self.body(x)[0][:, -1])


class Words(nn.Module):
    """BERT's shape: tokens, positions, a mask of padding, a pooled class."""

    def __init__(self):
        super().__init__()
        self.word, self.place = nn.Embedding(40, 16), nn.Embedding(8, 16)
        self.norm = nn.LayerNorm(16)
        self.q, self.k, self.v, self.o = (nn.Linear(16, 16) for _ in range(4))
        self.inner, self.outer = nn.Linear(16, 32), nn.Linear(32, 16)
        self.norms = nn.ModuleList([nn.LayerNorm(16), nn.LayerNorm(16)])
        self.pool, self.out = nn.Linear(16, 16), nn.Linear(16, 3)

    def forward(self, ids, mask):
        x = self.norm(self.word(ids) + self.place(torch.arange(ids.shape[1])))
        split = lambda y: y.view(1, -1, 2, 8).transpose(1, 2)
        far = (1.0 - mask[:, None, None, :].float()) * torch.finfo(torch.float32).min
        scores = split(self.q(x)) @ split(self.k(x)).transpose(-1, -2) / math.sqrt(8) + far
        y = (scores.softmax(-1) @ split(self.v(x))).transpose(1, 2).reshape(1, -1, 16)
        x = self.norms[0](x + self.o(y))
        x = self.norms[1](x + self.outer(F.gelu(self.inner(x))))
        return self.out(torch.tanh(self.pool(x[:, 0])))


class Gpt(nn.Module):
    """Tokens to logits: one block with fused queries, keys and values, causal."""

    def __init__(self):
        super().__init__()
        self.word, self.place = nn.Embedding(32, 16), nn.Embedding(8, 16)
        self.a, self.b, self.c = nn.LayerNorm(16), nn.LayerNorm(16), nn.LayerNorm(16)
        self.qkv, self.o = nn.Linear(16, 48), nn.Linear(16, 16)
        self.inner, self.outer = nn.Linear(16, 64), nn.Linear(64, 16)

    def forward(self, ids):
        n = ids.shape[1]
        x = self.word(ids) + self.place(torch.arange(n))
        q, k, v = (t.view(1, n, 2, 8).transpose(1, 2) for t in self.qkv(self.a(x)).split(16, 2))
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.o(y.transpose(1, 2).reshape(1, n, 16))
        x = x + self.outer(F.gelu(self.inner(self.b(x)), approximate="tanh"))
        return self.c(x) @ self.word.weight.T


class Llama(nn.Module):
    """Root mean squares, rotated queries and keys that share heads, a gated layer."""

    def __init__(self):
        super().__init__()
        self.word = nn.Embedding(32, 16)
        self.q, self.k, self.v = nn.Linear(16, 16, False), nn.Linear(16, 8, False), nn.Linear(16, 8, False)
        self.o, self.gate, self.up = nn.Linear(16, 16, False), nn.Linear(16, 32, False), nn.Linear(16, 32, False)
        self.down = nn.Linear(32, 16, False)
        self.gains = nn.Parameter(torch.rand(3, 16) + 0.5)

    def norm(self, x, i):
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-5) * self.gains[i]

    def turned(self, x):
        n, d = x.shape[2], x.shape[3]
        angle = torch.arange(n)[:, None] * 10000.0 ** (-torch.arange(0, d, 2) / d)[None]
        cos, sin = (torch.cat([f(angle)] * 2, -1) for f in (torch.cos, torch.sin))
        half = torch.cat([-x[..., d // 2 :], x[..., : d // 2]], -1)
        return x * cos + half * sin

    def forward(self, ids):
        n = ids.shape[1]
        x = self.word(ids)
        y = self.norm(x, 0)
        split = lambda t, h: t.view(1, n, h, 8).transpose(1, 2)
        q, k, v = split(self.q(y), 2), split(self.k(y), 1), split(self.v(y), 1)
        k, v = (t.expand(1, 2, n, 8) for t in (self.turned(k), v))
        mask = torch.triu(torch.full((n, n), float("-inf")), 1)
        scores = self.turned(q) @ k.transpose(-1, -2) / math.sqrt(8) + mask
        x = x + self.o((scores.softmax(-1) @ v).transpose(1, 2).reshape(1, n, 16))
        y = self.norm(x, 1)
        x = x + self.down(F.silu(self.gate(y)) * self.up(y))
        return self.norm(x, 2) @ self.word.weight.T


class Vit(nn.Module):
    def __init__(self):
        super().__init__()
        self.patch = nn.Conv2d(3, 16, 4, 4)
        self.token = nn.Parameter(torch.randn(1, 1, 16))
        self.place = nn.Parameter(torch.randn(1, 17, 16) * 0.2)
        layer = nn.TransformerEncoderLayer(16, 2, 32, 0.0, "gelu", batch_first=True, norm_first=True)
        self.body = nn.TransformerEncoder(layer, 1, enable_nested_tensor=False)
        self.out = nn.Linear(16, 10)

    def forward(self, x):
        x = self.patch(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.token.expand(x.shape[0], -1, -1), x], 1) + self.place
        return self.out(self.body(x)[:, 0])


class ConvNext(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 2, 2)
        self.deep = nn.Conv2d(8, 8, 7, 1, 3, groups=8)
        self.norm, self.a, self.b = nn.LayerNorm(8), nn.Linear(8, 32), nn.Linear(32, 8)
        self.gain = nn.Parameter(torch.full((8,), 0.3))
        self.out = nn.Linear(8, 10)

    def forward(self, x):
        x = self.stem(x)
        y = self.norm(self.deep(x).permute(0, 2, 3, 1))
        y = self.gain * self.b(F.gelu(self.a(y)))
        return self.out((x + y.permute(0, 3, 1, 2)).mean((2, 3)))


class Dense(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([block(3 + 4 * i, 4) for i in range(3)])
        self.out = nn.Sequential(nn.BatchNorm2d(15), nn.ReLU(), nn.AvgPool2d(2), head(15))

    def forward(self, x):
        for layer in self.layers:
            x = torch.cat([x, layer(x)], 1)
        return self.out(x)


class Mixer(nn.Module):
    def __init__(self):
        super().__init__()
        self.patch, self.norm = nn.Conv2d(3, 12, 4, 4), nn.LayerNorm(12)
        self.a = nn.Sequential(nn.Linear(16, 24), nn.GELU(), nn.Linear(24, 16))
        self.b = nn.Sequential(nn.LayerNorm(12), nn.Linear(12, 24), nn.GELU(), nn.Linear(24, 12))
        self.out = nn.Linear(12, 10)

    def forward(self, x):
        x = self.patch(x).flatten(2).transpose(1, 2)
        x = x + self.a(self.norm(x).transpose(1, 2)).transpose(1, 2)
        return self.out((x + self.b(x)).mean(1))


class Twins(nn.Module):
    """The cosine between two inputs' embeddings."""

    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(12, 24), nn.Tanh(), nn.Linear(24, 8))

    def forward(self, a, b):
        a, b = F.normalize(self.body(a), dim=-1), F.normalize(self.body(b), dim=-1)
        return (a * b).sum(-1, keepdim=True)


class Recommender(nn.Module):
    def __init__(self):
        super().__init__()
        self.user, self.item = nn.Embedding(50, 8), nn.Embedding(80, 8)
        self.out = nn.Sequential(nn.Linear(17, 16), nn.ReLU(), nn.Linear(16, 1), nn.Sigmoid())

    def forward(self, user, item):
        u, i = self.user(user), self.item(item)
        return 5 * self.out(torch.cat([u, i, (u * i).sum(-1, keepdim=True)], -1))


class Sets(nn.Module):
    def __init__(self):
        super().__init__()
        self.each = nn.Sequential(nn.Linear(3, 16), nn.ELU(), nn.Linear(16, 16), nn.ELU())
        self.out = nn.Sequential(nn.Linear(48, 16), nn.LeakyReLU(0.2), nn.Linear(16, 5))

    def forward(self, x):
        x = self.each(x)
        return self.out(torch.cat([x.mean(1), x.amax(1), x.std(1)], -1))


class Vae(nn.Module):
    """The mean path of a variational autoencoder."""

    def __init__(self):
        super().__init__()
        self.down = nn.Sequential(nn.Flatten(), nn.Linear(64, 24), nn.Softplus(), nn.Linear(24, 6))
        self.up = nn.Sequential(nn.Linear(6, 24), nn.SELU(), nn.Linear(24, 64), nn.Sigmoid())

    def forward(self, x):
        return self.up(self.down(x)).view(x.shape)


def tabular():
    return nn.Sequential(nn.Linear(10, 32), nn.BatchNorm1d(32), nn.GELU(), nn.Linear(32, 16), nn.Mish(), nn.Linear(16, 3))


def decoder():
    return nn.Sequential(
        nn.Linear(8, 64), nn.ReLU(), nn.Unflatten(1, (4, 4, 4)), nn.ConvTranspose2d(4, 8, 4, 2, 1), nn.BatchNorm2d(8),
        nn.LeakyReLU(0.2), nn.ConvTranspose2d(8, 1, 3, 2, 1, output_padding=1), nn.Tanh(),
    )


def upscale():
    return nn.Sequential(nn.Conv2d(1, 8, 3, 1, 1), nn.PReLU(8), nn.Conv2d(8, 4, 3, 1, 1), nn.PixelShuffle(2))


def temporal():
    return nn.Sequential(
        nn.Conv1d(2, 8, 3, padding=1), nn.ReLU(), nn.Conv1d(8, 8, 3, dilation=2, padding=2), nn.GroupNorm(2, 8), nn.ReLU(),
        nn.MaxPool1d(2), nn.Conv1d(8, 8, 3, dilation=4, padding=4), nn.AdaptiveMaxPool1d(1), nn.Flatten(), nn.Linear(8, 4),
    )


def volume():
    return nn.Sequential(
        nn.Conv3d(1, 4, 3, padding=1), nn.ReLU(), nn.MaxPool3d(2), nn.ConvTranspose3d(4, 2, 2, 2), nn.InstanceNorm3d(2, affine=True)
    )


def styled():
    return nn.Sequential(
        nn.ReflectionPad2d(1), nn.Conv2d(3, 8, 3), nn.InstanceNorm2d(8, affine=True), nn.ReLU(), nn.Upsample(scale_factor=2),
        nn.Conv2d(8, 3, 3, 1, 1), nn.Sigmoid(),
    )


def encoder():
    layer = nn.TransformerEncoderLayer(16, 4, 32, 0.0, batch_first=True)
    return nn.Sequential(nn.TransformerEncoder(layer, 2, enable_nested_tensor=False), nn.Linear(16, 5))


def image(channels=3, size=16):
    return lambda g: [g.uniform(0, 1, (SAMPLES, 1, channels, size, size)).astype(np.float32)]


def normal(*shape, count=1):
    return lambda g: [g.normal(size=(SAMPLES, *shape)).astype(np.float32) for _ in range(count)]


def ids(high, length=8):
    return lambda g: [g.integers(0, high, (SAMPLES, 1, length))]


def words(g):
    kept = np.arange(8)[None, None] < g.integers(3, 9, (SAMPLES, 1, 1))
    return [*ids(40)(g), kept.astype(np.int64)]


def pairs(g):
    return [g.integers(0, 50, (SAMPLES, 1)), g.integers(0, 80, (SAMPLES, 1))]


# Name, exporter (old: TorchScript), model, inputs.
TABLE = [
    ("resnet", "old", resnet, image()),
    ("mobilenet", "dynamo", mobilenet, image()),
    ("efficientnet", "old", efficientnet, image()),
    ("unet", "old", lambda: UNet(False), image(1)),
    ("unet-bilinear", "dynamo", lambda: UNet(True), image(1)),
    ("yolo", "dynamo", Yolo, image()),
    ("lstm", "old", lambda: Recurrent(nn.LSTM), normal(1, 6, 6)),
    ("gru", "old", lambda: Recurrent(nn.GRU, bidirectional=True), normal(1, 6, 6)),
    ("rnn", "old", lambda: Recurrent(nn.RNN, num_layers=2), normal(1, 6, 6)),
    ("encoder", "dynamo", encoder, normal(1, 6, 16)),
    ("vit", "dynamo", Vit, image()),
    ("vit-old", "old", Vit, image()),
    ("bert", "old", Words, words),
    ("bert-dynamo", "dynamo", Words, words),
    ("gpt", "dynamo", Gpt, ids(32)),
    ("gpt-old", "old", Gpt, ids(32)),
    ("llama", "dynamo", Llama, ids(32)),
    ("convnext", "dynamo", ConvNext, image()),
    ("densenet", "old", Dense, image(3, 8)),
    ("mixer", "old", Mixer, image()),
    ("autoencoder", "dynamo", Vae, image(1, 8)),
    ("decoder", "old", decoder, normal(1, 8)),
    ("super-resolution", "old", upscale, image(1, 8)),
    ("style", "dynamo", styled, image(3, 8)),
    ("temporal", "dynamo", temporal, normal(1, 2, 16)),
    ("volume", "dynamo", volume, normal(1, 1, 6, 6, 6)),
    ("tabular", "dynamo", tabular, normal(1, 10)),
    ("twins", "dynamo", Twins, normal(1, 12, count=2)),
    ("recommender", "dynamo", Recommender, pairs),
    ("sets", "old", Sets, normal(1, 7, 3)),
]


def entry(name, exporter, build, inputs) -> Model:
    def make(path: Path) -> Samples:
        g = generator(name)
        torch.manual_seed(int(g.integers(1 << 31)))
        model = build()
        given = inputs(g)
        # Batch norms have the statistics of the data, as trained ones do.
        if any(isinstance(m, nn.modules.batchnorm._BatchNorm) for m in model.modules()):
            with torch.no_grad():
                for _ in range(20):
                    model(*(torch.from_numpy(x.reshape(-1, *x.shape[2:])) for x in given))
        model.eval()
        names = [f"x{i}" for i in range(len(given))]
        first = tuple(torch.from_numpy(x[0]) for x in given)
        options = {"dynamo": True} if exporter == "dynamo" else {"dynamo": False, "opset_version": 17}
        torch.onnx.export(model, first, path, input_names=names, output_names=["y"], **options)
        return dict(zip(names, given))

    return Model(name, f"torch, {exporter}", make)


MODELS = [entry(*row) for row in TABLE]
