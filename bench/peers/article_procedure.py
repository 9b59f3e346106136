"""The article's own way to feed and score a network ("Design by Evolution", 2017), for pytorch_peer.

Its worker makes torch.utils.data.DataLoader over torchvision's MNIST, batch 64, shuffled, no worker
processes, ToTensor and Normalize per sample; trains on 101 batches (it stops after its counter has
passed 100) and looks at every loss; then scores all 10,000 test images through a second such loader,
shuffled and in batches of 64 as well, summing the loss too.

Here the same tensor operations run per sample as in torchvision, without its detour over a PIL
image, and 10,000 images of the train file take the test file's place: the same work, not the
article's reading of the test set. PyTorch is today's, not that of 2017.
"""

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

BATCH = 64
MEAN, DEVIATION = (0.1307,), (0.3081,)


def to_tensor(image):
    """Bytes [28, 28] to floats [1, 28, 28] in 0..1, as torchvision's ToTensor."""
    copied = torch.from_numpy(image.copy()).view(28, 28, 1)
    return copied.permute(2, 0, 1).contiguous().to(torch.get_default_dtype()).div(255)


def normalize(image):
    """(x - mean) / deviation by channel on a copy, as torchvision's Normalize."""
    result = image.clone()
    mean = torch.as_tensor(MEAN, dtype=result.dtype)
    deviation = torch.as_tensor(DEVIATION, dtype=result.dtype)
    if (deviation == 0).any():
        raise ValueError("the deviation is 0")
    return result.sub_(mean.view(-1, 1, 1)).div_(deviation.view(-1, 1, 1))


class Samples(Dataset):
    """`pixels` are bytes [count, 784], `labels` a tensor [count]; converts when a sample is asked."""

    def __init__(self, pixels, labels):
        self.pixels, self.labels = pixels.reshape(-1, 28, 28), labels

    def __len__(self):
        return len(self.pixels)

    def __getitem__(self, index):
        return normalize(to_tensor(self.pixels[index])), int(self.labels[index])


def loader(pixels, labels):
    return DataLoader(Samples(pixels, labels), batch_size=BATCH, shuffle=True)


def train(model, rule, batches, steps):
    """@raises ArithmeticError where the article gives the network up"""
    loss_of = nn.CrossEntropyLoss()
    model.train()
    for step, (inputs, targets) in enumerate(batches, start=1):
        rule.zero_grad()
        loss = loss_of(model(inputs.flatten(1)), targets)
        # not <=: also true of a loss that is no number.
        if not loss.item() <= 100_000:
            raise ArithmeticError("the loss diverged")
        loss.backward()
        rule.step()
        if step == steps:
            return


def score(model, batches):
    """Images whose likeliest class is their label."""
    loss_of = nn.CrossEntropyLoss()
    model.eval()
    loss, correct = 0.0, 0
    with torch.no_grad():
        for inputs, targets in batches:
            output = model(inputs.flatten(1))
            loss += loss_of(output, targets).item()
            correct += int((output.argmax(1) == targets).sum())
    return correct
