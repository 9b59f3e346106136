// The run as a person follows it: one line a generation, and a moving line where there is a terminal.
import { performance } from 'node:perf_hooks';
import type { GenerationPlanned, LedgerEvent } from '../shared/contracts/ledger-events.ts';
import { objectiveNumber } from '../shared/search/archive.ts';
import { championOf, standings } from '../shared/search/campaign.ts';
import { spentBy } from '../shared/steps/plan.ts';
import type { RunState } from '../shared/steps/run-state.ts';
import type { Terminal } from './terminal.ts';

/** Follows a run; call it with every event that was recorded. */
export function progress(state: RunState, terminal: Terminal): (event: LedgerEvent) => void {
  const startedMs = performance.now();
  let finished = 0;
  let plan: GenerationPlanned | undefined;
  let due = 0;
  let arrived = 0;
  return (event) => {
    if (event.type === 'generation-planned') {
      plan = event;
      due = event.evaluations.filter((planned) => planned.dispatch === 'train').length;
      arrived = 0;
    }
    if (event.type === 'evaluation-finished') {
      finished += 1;
      arrived += 1;
      const perSecond = finished / ((performance.now() - startedMs) / 1000);
      const left = Math.max(0, due - arrived) / perSecond;
      terminal.status(
        `${plan?.stage ?? ''}: ${arrived}/${due} trained, ${perSecond.toFixed(1)} a second, ` +
          `best ${percent(standings(state.campaign)[0]?.fitness)}, ${left.toFixed(0)} s to go`,
      );
    }
    if (event.type === 'generation-closed' && plan !== undefined) {
      const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
      const fitness = event.facts
        .map((fact) => Object.values(fact.objectives ?? {})[0])
        .filter((value) => value !== undefined)
        .map(objectiveNumber);
      const mean = fitness.reduce((sum, value) => sum + value, 0) / fitness.length;
      const diverged = event.facts.filter((fact) => fact.status === 'diverged').length;
      terminal.say(
        `${plan.stage.padEnd(14)} best ${percent(Math.max(...fitness))}  mean ${percent(mean)}  ` +
          `${due} trained, ${event.facts.length - due} known, ${diverged} diverged  ${seconds} s`,
      );
      if (event.stop !== undefined || plan.stop !== undefined) {
        terminal.say(`The search ends here: ${event.stop ?? plan.stop} was reached.`);
      }
    }
  };
}

/** The end of a run in words. */
export function summary(state: RunState, directory: string): string[] {
  const { data, config } = state.started;
  const spent = spentBy(state);
  const [best] = standings(state.campaign);
  const record = state.finished?.champion ?? null;
  const lines = [
    '',
    `${spent.evaluations} trainings on ${spent.examples} examples, data set ${data.id}, seed ${config.seed}`,
  ];
  if (data.generated) lines.push(GENERATED_WARNING);
  if (best !== undefined) {
    lines.push(
      `Best of the search: ${percent(best.fitness)} on validation` +
        (best.standardError === null ? '' : ` ± ${percent(best.standardError)}`) +
        ` over ${best.replicates} training(s), a reading that is too high by selection`,
    );
  }
  const [shipped] = record?.testScores ?? [];
  if (record !== null && shipped !== undefined) {
    const scores = record.testScores.map((score) => score.correct / score.total);
    const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
    const [low, high] = wilson(shipped.correct, shipped.total);
    lines.push(
      `Champion ${record.candidateId}: ${JSON.stringify(championOf(state.campaign)?.genome)}`,
      `Test accuracy ${percent(shipped.correct / shipped.total)} ` +
        `(95 % interval ${percent(low)} to ${percent(high)}), ` +
        `mean over ${scores.length} seeds ${percent(mean)}; the test split was opened once`,
    );
  }
  lines.push(`Ledger hash ${state.ledgerHash}`, `Everything is in ${directory}`);
  return lines;
}

export const GENERATED_WARNING =
  'ATTENTION: these are GENERATED DIGITS, not MNIST. The numbers say nothing about MNIST.';

/**
 * The 95 % interval of a proportion.
 * @see Wilson, Probable Inference, the Law of Succession, and Statistical Inference (1927)
 */
export function wilson(correct: number, total: number): [low: number, high: number] {
  const z = 1.959964;
  const share = correct / total;
  const center = share + (z * z) / (2 * total);
  const spread = z * Math.sqrt((share * (1 - share)) / total + (z * z) / (4 * total * total));
  const scale = 1 + (z * z) / total;
  return [(center - spread) / scale, (center + spread) / scale];
}

function percent(fraction: number | null | undefined): string {
  return fraction === null || fraction === undefined || !Number.isFinite(fraction)
    ? '–'
    : `${(100 * fraction).toFixed(2)} %`;
}
