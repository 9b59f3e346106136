// The best of a search in words, for the log, the summary, the lists and the model card. What "best" is:
// `bestOf` in shared/search/campaign.ts, told in docs/decisions/best.md.
import type { RunStarted } from '../contracts/ledger-events.ts';
import type { Objective } from '../contracts/objective.ts';
import { counted, grouped } from '../kernel/counted.ts';
import { type Standing, standingOf } from '../search/archive.ts';
import { bestOf, type CampaignState } from '../search/campaign.ts';
import { compareScores } from '../search/compare-candidates.ts';
import { valueInWords } from './percent.ts';
import { printedFitness } from './printed-objective.ts';
import { withSelectionBias } from './selection-bias.ts';

/** 87.67 % (g3-4); a dash where nothing completed. */
export function bestInWords(
  best: Pick<Standing, 'candidateId' | 'fitness'> | null | undefined,
  objective: Pick<Objective, 'format' | 'unit'>,
): string {
  const value = valueInWords(best?.fitness, objective);
  return best ? `${value} (${best.candidateId})` : value;
}

/** The best search score with the number of evaluations that its mean is over. */
export function bestWithReplicates(
  { candidateId, fitness, standardError, replicates, examples }: Standing,
  started: Pick<RunStarted, 'config' | 'engine'>,
): string {
  const objective = printedFitness(started);
  const error = standardError === null ? '' : ` ± ${valueInWords(standardError, objective)} (SE)`;
  const score =
    `${objective.name} ${valueInWords(fitness, objective)}${error}, mean over ` +
    `${counted(replicates, 'evaluation')} of candidate ${candidateId} with budget ${grouped(examples)}`;
  return withSelectionBias(score, objective, started.config);
}

/**
 * Why the best is worse than it was; undefined where it is not. The best is a mean, which a further replicate
 * can move, and a candidate of a larger budget ranks before all of smaller ones.
 * @param before the best at an earlier moment of the same search
 */
export function fallOfBest(
  before: Standing | undefined,
  campaign: CampaignState,
  objective: Objective,
): string | undefined {
  const after = bestOf(campaign);
  if (before === undefined || before.fitness === null) return undefined;
  if (after?.fitness != null && compareScores(after.fitness, before.fitness, objective) <= 0) {
    return undefined;
  }
  const now = standingOf(campaign.main.archive, before.genomeHash, objective);
  const mean =
    now?.fitness == null
      ? null
      : `${valueInWords(now.fitness, objective)} over ${counted(now.replicates, 'evaluation')}`;
  const isSame = after?.genomeHash === before.genomeHash && after.examples === before.examples;
  if (mean !== null && isSame) {
    return `the best mean score, of ${before.candidateId}, is now ${mean}; it was ${valueInWords(before.fitness, objective)}.`;
  }
  const change = `the best mean score is now ${bestInWords(after, objective)}; it was ${bestInWords(before, objective)}`;
  if (after !== undefined && after.examples > before.examples) {
    const budgets = `${grouped(after.examples)} ranks before budget ${grouped(before.examples)}`;
    return `${change}. A candidate with budget ${budgets}.`;
  }
  const reason =
    mean === null
      ? `A further evaluation of ${before.candidateId} diverged.`
      : `The mean of ${before.candidateId} is now ${mean}.`;
  return `${change}. ${reason}`;
}
