// Dead letters: messages that no worker got done. Their evaluation failed, which is an arrival and never
// a result. What is not a message of ours is kept in poison/ for whoever looks.
import { decodeMessage } from '../../shared/contracts/evaluation-message.ts';
import { sha256 } from '../../shared/kernel/canonical-json.ts';
import { InvalidInput } from '../../shared/kernel/errors.ts';
import { readArrival } from '../aws/arrivals.ts';
import { readRunning } from '../aws/run-record.ts';
import { putObject } from '../aws/s3-objects.ts';
import type { Tools } from './tools.ts';
import { arriveAndTell } from './work.ts';

/** Says nothing of the training: only that the worker never came to an end with it. */
const NEVER_ENDED = 'every delivery timed out or was killed';

export async function buryLetter(
  body: string,
  tools: Tools,
): Promise<'failed' | 'poison' | 'dropped'> {
  const message = await messageOrPoison(body, tools);
  if (message === undefined) return 'poison';
  const { route } = message;
  if ((await readRunning(tools.table, route)) === undefined) return 'dropped';
  const { lastError = NEVER_ENDED } = await readArrival(tools.table, route, route.index);
  tools.report.count('FailedEvaluations', 1);
  tools.report.warn('evaluation failed', { ...route, reason: lastError });
  await arriveAndTell(message, { status: 'failed', reason: lastError }, tools);
  return 'failed';
}

async function messageOrPoison(body: string, { bucket, report }: Tools) {
  try {
    return decodeMessage(body);
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    const name = sha256(body);
    await putObject(bucket, 'poison', name, new TextEncoder().encode(body));
    report.count('PoisonMessages', 1);
    report.warn('the dead-letter queue has an unreadable message', { object: `poison/${name}` });
    return undefined;
  }
}
