// Ask and tell, for those who run a loop of their own: the library draws, remembers and decides, and
// calls nothing.

import { evaluationSeedOf } from '../../shared/contracts/evaluation.ts';
import type { GeneChange, Proposal } from '../../shared/contracts/proposal.ts';
import { genomeHash } from '../../shared/genome/identity.ts';
import { kindOf } from '../../shared/genome/kinds/registry.ts';
import { type Fault, InvalidInput, shown } from '../../shared/kernel/errors.ts';
import { askCampaign, type CampaignState, tellCampaign } from '../../shared/search/campaign.ts';
import { strategies, strategyNamed } from '../../shared/search/registry.ts';
import type { Told } from '../../shared/search/strategy.ts';
import { startOf } from '../../shared/steps/run-state.ts';
import { type Best, bestIn, genesOf } from './best.ts';
import { type SearchOptions, startedSearch } from './search-options.ts';

/** What is to be evaluated. */
export interface Asked<Genome> {
  readonly candidateId: string;
  /** Counts the evaluations of one genome; each is to be an independent one. */
  readonly replicate: number;
  readonly genome: Genome;
  /** Of the genome; equal genomes have equal ones. */
  readonly genomeHash: string;
  /** Hexadecimal, of this genome and replicate. */
  readonly seed: string;
  readonly examples: number;
  readonly parents: readonly string[];
  readonly operators: readonly GeneChange[];
}

/** What came of it: a number for each objective; null where it diverged, or, with a status, was lost. */
export interface Answer {
  readonly candidateId: string;
  readonly replicate: number;
  readonly objectives: Readonly<Record<string, number>> | null;
  /** `failed`: nothing is known of the genome. */
  readonly status?: 'completed' | 'diverged' | 'failed';
}

export interface Search<Genome> {
  /** True once every batch was told. */
  readonly isDone: boolean;
  /** The next batch; the same again until it was told, none when the search is done. */
  ask(): readonly Asked<Genome>[];
  /** Takes all answers to the batch that was asked for, in any order. @throws InvalidInput with every fault */
  tell(answers: readonly Answer[]): void;
  readonly best: Best<Genome> | null;
  /** All of the search as JSON: `createSearch(options, state)` goes on with it. */
  toJSON(): SearchState;
}

/** Plain JSON, of this version of the package. */
export interface SearchState {
  readonly version: 1;
  readonly campaign: unknown;
  readonly open: readonly unknown[];
}

/**
 * A search that is asked and told.
 *
 * @example
 * ```ts
 * import { createSearch, defineSpace } from 'evolambda';
 *
 * const space = defineSpace({ x: { type: 'integer', min: 0, max: 100 } });
 * const search = createSearch({
 *   space,
 *   objectives: [{ name: 'loss', direction: 'minimize' }],
 *   strategy: { name: 'tournament', population: 10, generations: 5 },
 * });
 * while (!search.isDone) {
 *   const answers = search.ask().map(({ candidateId, replicate, genome }) => ({
 *     candidateId,
 *     replicate,
 *     objectives: { loss: (genome.x - 42) ** 2 },
 *   }));
 *   search.tell(answers);
 * }
 * console.log(search.best?.genome.x);
 * ```
 * @param from what toJSON gave for the same options
 * @throws InvalidInput with every fault of the options
 */
export function createSearch<Genome>(
  options: SearchOptions<Genome>,
  from?: SearchState,
): Search<Genome> {
  const started = startedSearch(options as SearchOptions, '1', '');
  const { config } = started;
  const { strategy } = strategyNamed(config.strategy.name, strategies);
  let campaign = (from?.campaign as CampaignState) ?? startOf(started, strategies).campaign;
  let open = (from?.open as readonly Proposal[]) ?? [];
  let isDone = false;
  const next = (): void => {
    const asked = askCampaign(strategy, campaign);
    campaign = asked.state;
    if ('done' in asked) isDone = true;
    else open = asked.proposals;
  };
  if (open.length === 0) next();

  const asAsked = (proposal: Proposal): Asked<Genome> => {
    const { candidateId, replicate, budget, parents, operators } = proposal;
    const hash = genomeHash(proposal.genome);
    return {
      ...{ candidateId, replicate, parents, operators },
      genome: genesOf<Genome>(proposal.genome),
      genomeHash: hash,
      seed: evaluationSeedOf(config.seed, hash, replicate),
      examples: budget.examples,
    };
  };

  return {
    get isDone() {
      return isDone;
    },
    ask: () => open.map(asAsked),
    tell: (answers) => {
      const names = config.objectives.map(({ name }) => name);
      const told = toldOf(open, answers, names);
      campaign = tellCampaign(strategy, campaign, told, false);
      open = [];
      next();
    },
    get best() {
      return bestIn<Genome>(campaign);
    },
    toJSON: () => ({ version: 1, campaign, open }),
  };
}

/** @throws InvalidInput unless there is one answer for each proposal, whole */
function toldOf(
  open: readonly Proposal[],
  answers: readonly Answer[],
  names: readonly string[],
): Told[] {
  const faults: Fault[] = [];
  const keyOf = (one: { candidateId: string; replicate: number }) =>
    `${one.candidateId} ${one.replicate}`;
  const wanted = new Map(open.map((proposal) => [keyOf(proposal), proposal]));
  const byKey = new Map<string, Answer>();
  for (const [index, answer] of answers.entries()) {
    const path = `answers[${index}]`;
    const key = keyOf(answer);
    if (!wanted.has(key)) {
      faults.push({
        path,
        value: shown(key),
        allowed: 'a candidate and replicate that was asked for',
      });
    } else if (byKey.has(key)) {
      faults.push({ path, value: shown(key), allowed: 'each candidate and replicate once' });
    } else {
      byKey.set(key, answer);
      faults.push(...objectiveFaults(answer, names, path));
    }
  }
  for (const key of wanted.keys()) {
    if (!byKey.has(key))
      faults.push({ path: 'answers', value: 'nothing', allowed: `an answer for ${key}` });
  }
  if (faults.length > 0) throw new InvalidInput(faults);
  return [...wanted].map(([key, proposal]) => {
    const { objectives = null, status } = byKey.get(key) ?? {};
    const { candidateId, genome, budget, replicate } = proposal;
    const hash = genomeHash(genome);
    const { parameters } = kindOf(genome.kind).cost(genome, { inputs: 1, classes: 2 });
    const found = status ?? (objectives === null ? 'diverged' : 'completed');
    return {
      ...{ candidateId, genome, budget, replicate, parameters, objectives },
      genomeHash: hash,
      evaluationKey: `${hash} ${replicate} ${budget.examples}`,
      status: found,
    };
  });
}

function objectiveFaults(
  { objectives, status }: Answer,
  names: readonly string[],
  path: string,
): Fault[] {
  if (objectives === null) return [];
  if (status !== undefined && status !== 'completed') {
    return [
      { path: `${path}.objectives`, value: shown(objectives), allowed: `null, for it ${status}` },
    ];
  }
  return names
    .filter((name) => !Number.isFinite(objectives[name]))
    .map((name) => ({
      path: `${path}.objectives.${name}`,
      value: shown(objectives[name]),
      allowed: 'a finite number; objectives: null where it diverged',
    }));
}
