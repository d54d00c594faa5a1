#!/usr/bin/env python3
"""Trains the model on text that it makes, and writes it by PyTorch's exporter, with its tokenizer and samples.

    python3 -m venv .venv && .venv/bin/pip install -r requirements.txt
    .venv/bin/python train.py
"""

import argparse
import json
import os
import time
from pathlib import Path

# The order of sums depends on the number of threads, and the weights on the order of the sums.
os.environ["OMP_NUM_THREADS"] = "1"

import numpy as np
import onnx
import torch
from torch.nn import functional as F

from network import WINDOW, TinyLlm
from stories import ALPHABET, NUMBERS, decode, encode, sum_line, text

FOLDER = Path(__file__).parent
BATCH = 24
PEAK_RATE = 4e-3
SAMPLES = 24


def windows(rng, count):
    """Windows of tokens with the one after each. All begin at the start of a line, as prompts do, or anywhere."""
    out = []
    while len(out) < count:
        tokens = encode(text(rng, 12))
        starts = [0] + [i + 1 for i, t in enumerate(tokens) if t == 0]
        starts = [s for s in starts if s + WINDOW < len(tokens)]
        for _ in range(4):
            start = rng.choice(starts) if rng.integers(2) else rng.integers(len(tokens) - WINDOW)
            out.append(tokens[start : start + WINDOW + 1])
    return torch.tensor(out[:count])


def train(steps, rng):
    model = TinyLlm()
    weights = [p for p in model.parameters() if p.ndim > 1]
    rest = [p for p in model.parameters() if p.ndim == 1]
    groups = [{"params": weights, "weight_decay": 0.05}, {"params": rest, "weight_decay": 0.0}]
    optimiser = torch.optim.AdamW(groups, betas=(0.9, 0.98))
    warm_up, started, losses = steps // 20, time.monotonic(), []
    for step in range(steps):
        progress = max(0, step - warm_up) / (steps - warm_up)
        rate = PEAK_RATE * min((step + 1) / warm_up, (1 + np.cos(np.pi * progress)) / 2)
        for group in optimiser.param_groups:
            group["lr"] = rate
        batch = windows(rng, BATCH)
        loss = F.cross_entropy(model(batch[:, :-1]).flatten(0, 1), batch[:, 1:].flatten())
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        losses.append(loss.item())
        if (step + 1) % 250 == 0:
            seconds = time.monotonic() - started
            print(f"step {step + 1:5}/{steps}  loss {np.mean(losses[-250:]):.4f}  {seconds:.0f} s", flush=True)
    return model.eval()


@torch.no_grad()
def continued(model, tokens, count):
    """The most likely continuation, by a window that slides."""
    tokens = list(tokens)
    for _ in range(count):
        window = tokens[-WINDOW:]
        padded = window + [0] * (WINDOW - len(window))
        tokens.append(int(model(torch.tensor([padded]))[0, len(window) - 1].argmax()))
    return tokens


def sums_right(model):
    """How many of the hundred sums it completes."""
    right = 0
    for a in range(10):
        for b in range(10):
            line = sum_line(a, b)
            prompt = line[: line.index("=") + 1]
            tokens = continued(model, encode(prompt), len(line) - len(prompt))
            right += decode(tokens) == line
    return right


def export(model, path):
    """The model as PyTorch writes it, without the notes on source lines, which would name this machine's folders."""
    program = torch.onnx.export(
        model, (torch.zeros(1, WINDOW, dtype=torch.int64),), dynamo=True,
        input_names=["tokens"], output_names=["logits"], optimize=True)
    proto = program.model_proto
    for node in proto.graph.node:
        del node.metadata_props[:]
    for value in [*proto.graph.input, *proto.graph.output, *proto.graph.value_info, *proto.graph.initializer]:
        del value.metadata_props[:]
    del proto.metadata_props[:], proto.graph.metadata_props[:]
    onnx.checker.check_model(proto, full_check=True)
    onnx.save(proto, path)


def tokenizer():
    """A token for each character, in the format of Hugging Face's tokenizers."""
    return {
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": [], "normalizer": None,
        "pre_tokenizer": None, "post_processor": None, "decoder": {"type": "Fuse"},
        "model": {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": None,
                  "end_of_word_suffix": None, "fuse_unk": False, "byte_fallback": False, "ignore_merges": False,
                  "vocab": {c: i for i, c in enumerate(ALPHABET)}, "merges": []},
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, default=1200)
    arguments = parser.parse_args()
    torch.manual_seed(arguments.seed)
    torch.set_num_threads(1)

    model = train(arguments.steps, np.random.default_rng(arguments.seed))
    export(model, FOLDER / "tiny_llm.onnx")
    (FOLDER / "tokenizer.json").write_text(json.dumps(tokenizer(), indent=1) + "\n")
    samples = windows(np.random.default_rng(arguments.seed + 1), SAMPLES)[:, None, :-1].numpy()
    np.savez_compressed(FOLDER / "calibration.npz", tokens=samples.astype(np.uint8))
    np.save(FOLDER / "window.npy", samples[0].astype(np.uint8))
    golden = {p: decode(continued(model, encode(p), 96)) for p in ["Ada has a ", "four + five =", "Finn"]}
    (FOLDER / "golden.json").write_text(json.dumps(golden, indent=1) + "\n")
    print(f"{sum(p.numel() for p in model.parameters())} parameters, {len(ALPHABET)} tokens")
    print(f"{sums_right(model)} of the hundred sums up to {NUMBERS[18]} are right")


if __name__ == "__main__":
    main()
