"""PyTorch as the peer of bench/training-speed: one thread, tensors in memory.

bench/README.md tells how it is installed and started.

Reads a JSON request a line, {genome, steps, fused, loader}, and answers with a JSON line
{trainMs, evalMs, accuracy}; `loader` asks for the article's procedure (article_procedure.py). The
split is the benchmark's: the first 50,000 images of MNIST's train file are trained on, its last
10,000 are predicted.
"""

import gzip
import json
import sys
import time
from pathlib import Path

import article_procedure
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


def train_in_memory(model, rule, steps):
    loss_of = nn.CrossEntropyLoss()
    order = torch.randperm(TRAIN)
    for step in range(steps):
        rows = order[step * BATCH : (step + 1) * BATCH]
        rule.zero_grad()
        loss_of(model(images[rows]), labels[rows]).backward()
        rule.step()


def score_in_memory(model):
    model.eval()
    correct = 0
    with torch.inference_mode():
        for start in range(TRAIN, TRAIN + EVALUATED, 1000):
            rows = slice(start, start + 1000)
            correct += int((model(images[rows]).argmax(1) == labels[rows]).sum())
    return correct


def evaluate(request):
    started = time.perf_counter()
    model = network(request["genome"]["layers"])
    rule = optimizer(model.parameters(), request["genome"]["optimizer"], request["fused"])
    steps = request["steps"]
    if request.get("loader", False):
        train = article_procedure.loader(pixels[:TRAIN], labels[:TRAIN])
        article_procedure.train(model, rule, train, steps)
    else:
        train_in_memory(model, rule, steps)
    trained = time.perf_counter()
    if request.get("loader", False):
        evaluated = article_procedure.loader(pixels[TRAIN:], labels[TRAIN:])
        correct = article_procedure.score(model, evaluated)
    else:
        correct = score_in_memory(model)
    done = time.perf_counter()
    return {
        "trainMs": 1000 * (trained - started),
        "evalMs": 1000 * (done - trained),
        "accuracy": correct / EVALUATED,
    }


capability = torch.backends.cpu.get_cpu_capability()
print(json.dumps({"version": f"{torch.__version__} ({capability})"}), flush=True)
for line in sys.stdin:
    print(json.dumps(evaluate(json.loads(line))), flush=True)
