// A parent execution was stopped, failed or timed out: its run goes no further and spends no more.
import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { isNotRunning } from '../aws/not-running.ts';
import { endRun, readRun } from '../aws/run-record.ts';
import type { Tools } from './tools.ts';

/** The event of EventBridge, as far as it is read. @see AWS Step Functions, EventBridge events */
export const statusChangeSchema = z.object({
  detail: z.object({
    executionArn: z.string(),
    name: z.string(),
    status: z.enum(['ABORTED', 'FAILED', 'TIMED_OUT']),
    input: z.string().nullable().optional(),
  }),
});

export type StatusChange = z.output<typeof statusChangeSchema>['detail'];

export async function stopRun(change: StatusChange, tools: Tools): Promise<'stopped' | 'nothing'> {
  const { table, sfn, settings, report } = tools;
  const runId = resumedRun(change.input) ?? change.name;
  const run = await readRun(table, runId);
  if (run === undefined || run.owner !== change.executionArn) return 'nothing';
  // First the record: from now on workers drop what is in the queue.
  await endRun(table, runId, run.epoch, 'stopped', { cause: `the execution ${change.status}` });
  report.warn('run stopped', { runId, epoch: run.epoch, status: change.status });
  const machine = settings.childMachineArn.replace(':stateMachine:', ':execution:');
  const executionArn = `${machine}:${runId}-${run.epoch}-${run.child ?? 0}`;
  try {
    await sfn.send(new StopExecutionCommand({ executionArn, cause: 'the run was stopped' }));
  } catch (error) {
    // Between two children there is none.
    if (!isNotRunning(error)) throw error;
  }
  return 'stopped';
}

/** An execution that resumed a run has a name of its own. */
function resumedRun(input: string | null | undefined): string | undefined {
  if (!input) return undefined;
  return z.object({ resume: z.string() }).safeParse(JSON.parse(input)).data?.resume;
}
