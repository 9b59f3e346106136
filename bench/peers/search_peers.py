"""Searches by others over the same evaluator: Optuna's TPE and regularized evolution.

Genomes are trained by `evolambda evaluate --genome - --lines --json`, the door that any program may
use. Prints one JSON line: the distinct genomes that read best, best first.

Sources: Bergstra et al., Algorithms for Hyper-Parameter Optimization (2011), as Optuna's TPESampler
(multivariate, group) has it; Real et al., Regularized Evolution for Image Classifier Architecture
Search (2019).
"""

import argparse
import json
import random
import subprocess

ACTIVATIONS = ["linear", "tanh", "relu", "sigmoid", "elu"]
OPTIMIZERS = ["sgd", "adam", "adadelta", "rmsprop"]
POPULATION = 20
SAMPLE = 5


def parse_arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("peer", choices=["tpe", "regularized"])
    parser.add_argument("--trials", type=int, required=True)
    parser.add_argument("--examples", type=int, required=True)
    parser.add_argument("--schedule", required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--max-units", type=int, default=1024, help="of a layer")
    parser.add_argument("--best", type=int, default=8)
    parser.add_argument("command", nargs="+", help="how evolambda is started")
    return parser.parse_args()


class Evaluator:
    """The evaluate door: a genome in, its validation accuracy out; 0 where it diverged."""

    def __init__(self, command, examples, schedule, seed):
        door = ["evaluate", "--genome", "-", "--lines", "--json"]
        budget = ["--examples", str(examples), "--schedule", schedule, "--seed", str(seed)]
        # Its words would fill a pipe that nobody reads.
        self.process = subprocess.Popen(
            command + door + budget,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.known = []

    def __call__(self, genome):
        self.process.stdin.write(json.dumps(genome) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        if "error" in answer:
            raise ValueError(answer["error"])
        fitness = answer["fitness"] or 0.0
        self.known.append((fitness, answer["genomeHash"], genome))
        return fitness

    def best(self, count):
        found = {}
        for fitness, genome_hash, genome in sorted(self.known, key=lambda one: -one[0]):
            if fitness > 0:
                found.setdefault(genome_hash, genome)
        return list(found.values())[:count]

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def genome_of(layers, optimizer):
    return {"layers": layers, "optimizer": optimizer}


def tpe(evaluate, trials, seed, max_units):
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)

    def objective(trial):
        layers = [
            {
                "units": trial.suggest_int(f"units{n}", 128, max_units),
                "activation": trial.suggest_categorical(f"activation{n}", ACTIVATIONS),
                "dropout": trial.suggest_float(f"dropout{n}", 0, 0.7),
            }
            for n in range(trial.suggest_int("depth", 1, 4))
        ]
        optimizer = {
            "kind": trial.suggest_categorical("optimizer", OPTIMIZERS),
            "learningRate": trial.suggest_float("learningRate", 0.0005, 0.2, log=True),
            "weightDecay": trial.suggest_float("weightDecay", 0.00005, 0.002, log=True),
        }
        return evaluate(genome_of(layers, optimizer))

    sampler = optuna.samplers.TPESampler(multivariate=True, group=True, seed=seed)
    optuna.create_study(direction="maximize", sampler=sampler).optimize(objective, n_trials=trials)


def random_layer(draw, max_units):
    return {
        "units": draw.randint(128, max_units),
        "activation": draw.choice(ACTIVATIONS),
        "dropout": draw.uniform(0, 0.7),
    }


def random_optimizer(draw):
    return {
        "kind": draw.choice(OPTIMIZERS),
        "learningRate": log_uniform(draw, 0.0005, 0.2),
        "weightDecay": log_uniform(draw, 0.00005, 0.002),
    }


def log_uniform(draw, low, high):
    return low * (high / low) ** draw.random()


def mutant(genome, draw, max_units):
    """One change a child, as in the paper: a gene drawn again, a layer added or taken away."""
    layers = [dict(layer) for layer in genome["layers"]]
    optimizer = dict(genome["optimizer"])
    places = [(layer, gene) for layer in layers for gene in layer]
    places += [(optimizer, gene) for gene in optimizer] + [(None, "depth")]
    holder, gene = draw.choice(places)
    if holder is None:
        grows = len(layers) == 1 or (len(layers) < 4 and draw.random() < 0.5)
        if grows:
            layers.insert(draw.randint(0, len(layers)), random_layer(draw, max_units))
        else:
            layers.pop(draw.randrange(len(layers)))
    else:
        fresh = random_optimizer(draw) if holder is optimizer else random_layer(draw, max_units)
        holder[gene] = fresh[gene]
    return genome_of(layers, optimizer)


def regularized(evaluate, trials, seed, max_units):
    draw = random.Random(seed)
    population = []
    for trial in range(trials):
        if trial < POPULATION:
            layers = [random_layer(draw, max_units) for _ in range(draw.randint(1, 4))]
            genome = genome_of(layers, random_optimizer(draw))
        else:
            sample = [draw.choice(population) for _ in range(SAMPLE)]
            genome = mutant(max(sample, key=lambda one: one[0])[1], draw, max_units)
        population.append((evaluate(genome), genome))
        population = population[-POPULATION:]


def main():
    arguments = parse_arguments()
    evaluate = Evaluator(
        arguments.command, arguments.examples, arguments.schedule, arguments.seed
    )
    search = {"tpe": tpe, "regularized": regularized}[arguments.peer]
    search(evaluate, arguments.trials, arguments.seed, arguments.max_units)
    print(json.dumps(evaluate.best(arguments.best)))
    evaluate.close()


if __name__ == "__main__":
    main()
