"""PyTorch as the peer of bench/training-speed: one thread, tensors in memory.

bench/README.md tells how it is installed and started.

Reads a JSON request a line, {genome, steps, fused, loader}, and answers with a JSON line
{trainMs, evalMs, accuracy}. The split is the benchmark's: the first 50,000 images of MNIST's
train file are trained on, its last 10,000 are predicted.
"""

import gzip
import json
import sys
import time
from pathlib import Path

import numpy
import torch
from torch import nn

torch.set_num_threads(1)
torch.set_num_interop_threads(1)

ACTIVATIONS = {
    "linear": nn.Identity,
    "tanh": nn.Tanh,
    "relu": nn.ReLU,
    "sigmoid": nn.Sigmoid,
    "elu": nn.ELU,
}
TRAIN, EVALUATED, BATCH = 50_000, 10_000, 64


def read(path, header):
    with gzip.open(path) as file:
        return numpy.frombuffer(file.read()[header:], dtype=numpy.uint8)


folder = Path(sys.argv[1])
pixels = read(folder / "train-images-idx3-ubyte.gz", 16).reshape(-1, 784).copy()
labels = torch.from_numpy(read(folder / "train-labels-idx1-ubyte.gz", 8).astype("int64"))
images = (torch.from_numpy(pixels).float() / 255 - 0.1307) / 0.3081


class Samples(torch.utils.data.Dataset):
    """One sample a call, converted and normalised then, as the article's DataLoader does."""

    def __init__(self, start, count):
        self.start, self.count = start, count

    def __len__(self):
        return self.count

    def __getitem__(self, index):
        row = self.start + index
        image = torch.from_numpy(pixels[row]).float().div(255).sub(0.1307).div(0.3081)
        return image, int(labels[row])


def network(layers):
    parts, width = [], 784
    for layer in layers:
        parts += [nn.Linear(width, layer["units"]), ACTIVATIONS[layer["activation"]]()]
        if layer["dropout"] > 0:
            parts.append(nn.Dropout(layer["dropout"]))
        width = layer["units"]
    return nn.Sequential(*parts, nn.Linear(width, 10))


def optimizer(parameters, gene, fused):
    common = {"lr": gene["learningRate"], "weight_decay": gene["weightDecay"]}
    if gene["kind"] == "sgd":
        return torch.optim.SGD(parameters, momentum=0.9, fused=fused, **common)
    if gene["kind"] == "adam":
        return torch.optim.Adam(parameters, fused=fused, **common)
    if gene["kind"] == "adadelta":
        return torch.optim.Adadelta(parameters, **common)
    return torch.optim.RMSprop(parameters, **common)


def batches(steps, loader):
    if loader:
        source = torch.utils.data.DataLoader(Samples(0, TRAIN), batch_size=BATCH, shuffle=True)
        for _, batch in zip(range(steps), source):
            yield batch
        return
    order = torch.randperm(TRAIN)
    for step in range(steps):
        rows = order[step * BATCH : (step + 1) * BATCH]
        yield images[rows], labels[rows]


def evaluated(loader):
    if loader:
        yield from torch.utils.data.DataLoader(Samples(TRAIN, EVALUATED), batch_size=1000)
        return
    for start in range(TRAIN, TRAIN + EVALUATED, 1000):
        yield images[start : start + 1000], labels[start : start + 1000]


def train(request):
    loader = request.get("loader", False)
    started = time.perf_counter()
    model = network(request["genome"]["layers"])
    rule = optimizer(model.parameters(), request["genome"]["optimizer"], request["fused"])
    loss_of = nn.CrossEntropyLoss()
    for inputs, targets in batches(request["steps"], loader):
        rule.zero_grad()
        loss_of(model(inputs), targets).backward()
        rule.step()
    trained = time.perf_counter()
    model.eval()
    correct = 0
    with torch.inference_mode():
        for inputs, targets in evaluated(loader):
            correct += int((model(inputs).argmax(1) == targets).sum())
    done = time.perf_counter()
    return {
        "trainMs": 1000 * (trained - started),
        "evalMs": 1000 * (done - trained),
        "accuracy": correct / EVALUATED,
    }


print(json.dumps({"version": torch.__version__}), flush=True)
for line in sys.stdin:
    print(json.dumps(train(json.loads(line))), flush=True)
