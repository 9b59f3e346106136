// CheckProgress: a round of waiting has timed out. Is the stage slow, has a message been lost, or is it
// dead? Slow: wait on. Silent for one round: send again what is missing. For two: close over what came.
import { Superseded } from '../../shared/kernel/errors.ts';
import { arrivedIndices, changeRoot, type Stage, stageKey } from '../aws/arrivals.ts';
import { requireRunning } from '../aws/run-record.ts';
import { getItem } from '../aws/table.ts';
import type { PlanInput } from './plan-stage.ts';
import type { Tools } from './tools.ts';

type Place = Pick<PlanInput, 'runId' | 'epoch' | 'child' | 'closed'>;

export type Progress =
  | (Place & { readonly status: 'wait'; readonly resend: boolean })
  | (Place & { readonly status: 'close'; readonly batch: number; readonly forced: true })
  | (Place & { readonly status: 'continue' })
  | (Place & { readonly status: 'failed'; readonly cause: string });

const SILENT_ROUNDS_TO_CLOSE = 2;

export async function checkProgress(place: Place, tools: Tools): Promise<Progress> {
  const { table, report, settings } = tools;
  const { runId, epoch } = place;
  try {
    const { batch } = await requireRunning(table, runId, epoch);
    // Plan itself has not come so far: it is made again.
    if (batch === undefined) return { ...place, status: 'wait', resend: true };
    const root = await getItem(table, stageKey({ runId, epoch, batch }));
    if (root?.evaluations === undefined) return { ...place, status: 'wait', resend: true };
    const stage: Stage = { runId, epoch, batch, count: Number(root.evaluations) };
    const arrived = (await arrivedIndices(table, stage)).size;
    const hasGrown = arrived > Number(root.roundArrivals ?? 0);
    const silent = hasGrown ? 0 : Number(root.silentRounds ?? 0) + 1;
    await changeRoot(table, stage, {
      expression: 'SET roundArrivals = :arrived, silentRounds = :silent',
      values: { ':arrived': arrived, ':silent': silent },
    });
    report.warn('a round of waiting is over', { ...place, batch, arrived, silent });
    if (silent > 0) report.count('SilentRounds', silent);
    if (silent >= SILENT_ROUNDS_TO_CLOSE) return { ...place, status: 'close', batch, forced: true };
    // Rounds fill the history too: the next child execution goes on with the same stage.
    if (place.closed >= settings.childGenerations) {
      return { ...place, closed: 0, child: place.child + 1, status: 'continue' };
    }
    return { ...place, status: 'wait', resend: silent > 0 };
  } catch (error) {
    if (!(error instanceof Superseded)) throw error;
    return { ...place, status: 'failed', cause: error.message };
  }
}
