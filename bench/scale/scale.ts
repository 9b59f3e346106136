// Wall time and price of runs on AWS, predicted for 1 to 10,000 workers and populations of 50 to
// 100,000, and what breaks first. `npm run bench:scale`; docs/scale.md explains it.
import { parseArgs } from 'node:util';
import { DEFAULT_SIZES } from '../../shared/contracts/function-table.ts';
import { row, say } from '../report.ts';
import { breaksOf, slowestLimit } from './breaks.ts';
import { AWS } from './calibration.ts';
import { type Prediction, predict, type Scenario } from './pipeline.ts';

const { values: flags } = parseArgs({
  options: {
    workers: { type: 'string', default: '1,2,5,10,50,100,1000,10000' },
    populations: { type: 'string', default: '50,500,5000,10000,100000' },
    generations: { type: 'string', default: '10' },
    memory: { type: 'string', default: String(DEFAULT_SIZES.workerMemoryMb) },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});

interface Predicted {
  readonly scenario: Scenario;
  readonly cold: Prediction;
  readonly warm: Prediction;
  readonly speedUp: number;
  readonly slowest: string;
  readonly breaks: readonly string[];
}

const workers = numbersIn(flags.workers);
for (const population of numbersIn(flags.populations)) {
  const one = predict(scenarioOf(population, 1), AWS).seconds;
  const rows = workers.map((count) => predicted(scenarioOf(population, count), one));
  if (flags.json) for (const each of rows) say(JSON.stringify(each));
  else tell(population, rows);
}

function predicted(scenario: Scenario, secondsOfOne: number): Predicted {
  const cold = predict(scenario, AWS);
  const warm = predict({ ...scenario, warm: scenario.workers }, AWS);
  return {
    scenario,
    cold,
    warm,
    speedUp: secondsOfOne / cold.seconds,
    slowest: slowestLimit(scenario, AWS),
    breaks: breaksOf(scenario, cold, AWS),
  };
}

function scenarioOf(population: number, count: number): Scenario {
  return {
    population,
    generations: Number(flags.generations),
    workers: count,
    warm: 0,
    finish: true,
    memoryMb: Number(flags.memory),
    timeoutSeconds: DEFAULT_SIZES.workerTimeoutSeconds,
    seed: Number(flags.seed),
  };
}

function tell(population: number, rows: readonly Predicted[]): void {
  const { evaluations } = rows[0]!.cold;
  say(`\n### Population ${inThousands(population)}: ${inThousands(evaluations)} evaluations\n`);
  const head = ['workers', 'wall time', 'with warm containers', 'speed-up', 'US dollars'];
  say(row(...head, 'concurrent', 'cold starts', 'bottleneck', 'limits to raise'));
  say(row(...Array.from({ length: 9 }, () => '---')));
  for (const { scenario, cold, warm, speedUp, slowest, breaks } of rows) {
    say(
      row(
        inThousands(scenario.workers),
        inWords(cold.seconds),
        inWords(warm.seconds),
        speedUp.toFixed(speedUp < 10 ? 2 : 0),
        cold.usd.toFixed(cold.usd < 10 ? 3 : 0),
        inThousands(cold.mostAtOnce),
        inThousands(cold.coldStarts),
        slowest,
        breaks.join('; ') || '–',
      ),
    );
  }
}

function numbersIn(text: string): number[] {
  return text.split(',').map(Number);
}

function inThousands(value: number): string {
  return value.toLocaleString('en');
}

function inWords(seconds: number): string {
  if (seconds < 600) return `${seconds.toFixed(0)} s`;
  if (seconds < 36_000) return `${(seconds / 60).toFixed(0)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}
