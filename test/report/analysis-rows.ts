// Rows of a page as an analysis takes them, with only what a test is about.
import type { EvaluationRow, TrainingRow } from '../../shared/report/page-data.ts';

let made = 0;

/** A completed reading of 0.5 of a genome of its own, unless told otherwise. */
export function row(told: Partial<EvaluationRow> & { readonly reading?: number } = {}) {
  const { reading = 0.5, ...rest } = told;
  const index = made++;
  const full: EvaluationRow = {
    index,
    batch: 0,
    arm: 'main',
    candidateId: told.genomeHash ?? `c${index}`,
    replicate: 0,
    parents: [],
    changes: [],
    genomeHash: `genome-${index}`,
    isInherited: false,
    examples: 640,
    dispatch: 'train',
    isReused: false,
    status: 'completed',
    values: [reading],
    countError: null,
    loss: null,
    training: null,
    ...rest,
  };
  return full;
}

export function training(told: Partial<TrainingRow> = {}): TrainingRow {
  return {
    examplesSeen: 640,
    trainFlops: 0,
    setupMs: 0,
    trainMs: 1000,
    evalMs: 0,
    startedAt: '2026-01-01T00:00:00.000Z',
    finishedAt: '2026-01-01T00:00:01.000Z',
    worker: 'w',
    attempt: 1,
    coldStart: false,
    usd: null,
    ...told,
  };
}

export const UP = { name: 'accuracy', direction: 'maximize' } as const;
export const DOWN = { name: 'loss', direction: 'minimize' } as const;

/** Of a child whose gene was mutated. */
export function change(gene: string) {
  return { name: 'mutate', gene, from: 1, to: 2 } as const;
}

/** Of a reading that diverged. */
export const DIVERGED = { status: 'diverged', values: [null] } as const;
