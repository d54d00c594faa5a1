"""A language model of Llama's architecture: RMS norms, rotary positions, causal attention, SwiGLU, a residual stream."""

import torch
from torch import nn
from torch.nn import functional as F

from stories import ALPHABET

WINDOW = 32
DIM = 96
HEADS = 6
HIDDEN = 256
LAYERS = 2


def rotary():
    """Cosines and sines of the angle at each position, for each half of a head's elements."""
    size = DIM // HEADS
    angle = torch.arange(WINDOW)[:, None] / 100.0 ** (torch.arange(0, size, 2)[None, :] / size)
    angle = torch.cat([angle, angle], -1)
    return angle.cos(), angle.sin()


class Norm(nn.Module):
    def __init__(self):
        super().__init__()
        self.gain = nn.Parameter(torch.ones(DIM))

    def forward(self, x):
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-5) * self.gain


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.q, self.k, self.v, self.o = (nn.Linear(DIM, DIM, bias=False) for _ in range(4))
        cos, sin = rotary()
        self.register_buffer("cos", cos)
        self.register_buffer("sin", sin)
        self.register_buffer("hidden", torch.full((WINDOW, WINDOW), float("-inf")).triu(1))

    def rotate(self, x):
        a, b = x.chunk(2, -1)
        return x * self.cos + torch.cat([-b, a], -1) * self.sin

    def forward(self, x):
        heads = lambda y: y.view(-1, WINDOW, HEADS, DIM // HEADS).transpose(1, 2)
        q, k, v = self.rotate(heads(self.q(x))), self.rotate(heads(self.k(x))), heads(self.v(x))
        scores = q @ k.transpose(2, 3) / (DIM // HEADS) ** 0.5 + self.hidden
        y = scores.softmax(-1) @ v
        return self.o(y.transpose(1, 2).reshape(-1, WINDOW, DIM))


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.attention_norm, self.attention, self.hidden_norm = Norm(), Attention(), Norm()
        self.gate, self.up = (nn.Linear(DIM, HIDDEN, bias=False) for _ in range(2))
        self.down = nn.Linear(HIDDEN, DIM, bias=False)

    def forward(self, x):
        x = x + self.attention(self.attention_norm(x))
        y = self.hidden_norm(x)
        return x + self.down(F.silu(self.gate(y)) * self.up(y))


class TinyLlm(nn.Module):
    """Windows of tokens to logits of the token after each."""

    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(len(ALPHABET), DIM)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.norm = Norm()
        self.head = nn.Linear(DIM, len(ALPHABET), bias=False)

    def forward(self, tokens):
        x = self.embedding(tokens)
        for layer in self.layers:
            x = layer(x)
        return self.head(self.norm(x))
