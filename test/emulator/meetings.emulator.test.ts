// Two owners, two runs or two deliveries that meet at a bad moment: none takes the other's facts or money.
import { beforeAll, expect, it } from 'vitest';
import { readArrivals } from '../../functions/aws/arrivals.ts';
import { readPurse } from '../../functions/aws/money.ts';
import { endRun, readRun } from '../../functions/aws/run-record.ts';
import { readRoot } from '../../functions/aws/stage-root.ts';
import { planStage } from '../../functions/protocol/plan-stage.ts';
import { prepare } from '../../functions/protocol/prepare.ts';
import { stopRun } from '../../functions/protocol/stop-run.ts';
import { work } from '../../functions/protocol/work.ts';
import { embeddedRun } from './embedded-run.ts';
import {
  closeFirst,
  freshGeneration,
  freshSearch,
  planned,
  SHORT_FINAL_PHASE,
} from './first-stage.ts';
import {
  attempt,
  begin,
  carryOn,
  executionNamed,
  freshName,
  type InProcess,
  inProcess,
  workOff,
} from './in-process.ts';
import { deployedStack, describeOnEmulator } from './on-emulator.ts';
import { pipeline, usePipeline } from './use-pipeline.ts';

describeOnEmulator('concurrent calls', () => {
  usePipeline();
  let other: InProcess;
  beforeAll(async () => {
    other = await inProcess(deployedStack());
  });

  it.each([
    ['of the search', async () => begin(pipeline, freshSearch())],
    ['of the final phase', searched],
  ])('a Plan %s that was replaced between its steps reserves nothing', async (_, before) => {
    const { tools, tokens, calls } = pipeline;
    const place = await before();
    let transactions = 0;
    calls.onAttempt(async (name) => {
      if (name !== 'TransactWriteItemsCommand') return;
      transactions += 1;
      if (transactions !== 2) return;
      await endRun(other.tools.table, place.runId, 1, 'stopped');
      const p = await prepare(
        { resume: place.runId },
        executionNamed(freshName(), other.tools),
        other.tools,
      );
      expect(p).toMatchObject({ status: 'ready', epoch: 2 });
    });
    await planStage({ ...place, resend: false, token: tokens.issue() }, tools);
    calls.heal();
    await carryOn(pipeline, { ...place, epoch: 2 });
    const purse = await readPurse(tools.table, place.runId);
    expect(purse.used).toBe(purse.spent);
  });

  it('two concurrent Closes release the reservation of a stage once', async () => {
    const { tools, calls } = pipeline;
    const { place, messages } = await planned(pipeline, freshSearch());
    await workOff(pipeline, messages);
    const before = await readPurse(tools.table, place.runId);
    let transactions = 0;
    calls.onAttempt(async (name) => {
      if (name !== 'TransactWriteItemsCommand') return;
      transactions += 1;
      // The first records, the second settles.
      if (transactions === 2) await closeFirst(other, place);
    });
    await closeFirst(pipeline, place);
    expect(transactions).toBe(2);
    const { used, spent, finishReserve } = await readPurse(tools.table, place.runId);
    expect(spent).toBeGreaterThan(before.spent);
    expect(used - finishReserve).toBe(spent);
  });

  it('a conflict together with a failed condition is not a rejection', async () => {
    const { tools, tokens, calls } = pipeline;
    const { place } = await planned(pipeline, freshSearch());
    let done = false;
    calls.onAttempt((name) => {
      if (name !== 'TransactWriteItemsCommand' || done) return;
      done = true;
      throw Object.assign(new Error('x'), {
        name: 'TransactionCanceledException',
        CancellationReasons: [
          { Code: 'TransactionConflict' },
          { Code: 'ConditionalCheckFailed' },
          { Code: 'None' },
          { Code: 'None' },
        ],
      });
    });
    const token = tokens.issue();
    await planStage({ ...place, resend: true, token }, tools);
    calls.heal();
    expect(tokens.outputOf(token)).toBeUndefined();
    const root = await readRoot(tools.table, { ...place, batch: 0 });
    await pipeline.take();
    expect(root.stop).toBeUndefined();
  });

  it('a result without weights is trained again for a run that keeps them', async () => {
    const finalPhase = { ...SHORT_FINAL_PHASE, rerankReplicates: 2, retrain: 2 };
    const config = { ...freshGeneration(), finalPhase };
    await carryOn(pipeline, await begin(pipeline, config));
    const next = { ...config, finalPhase: { ...finalPhase, rerankReplicates: 1, seeds: 2 } };
    const { ledgerHash } = await carryOn(pipeline, await begin(pipeline, next));
    expect(ledgerHash).toBe((await embeddedRun(next)).ledgerHash);
  });

  it('a lost response of a takeover does not reject the resume', async () => {
    const { tools, calls } = pipeline;
    const place = await begin(pipeline, freshSearch());
    await endRun(tools.table, place.runId, 1, 'stopped');
    let done = false;
    calls.onAnswer((name) => {
      if (name !== 'UpdateItemCommand' || done) return;
      done = true;
      throw Object.assign(new Error('the line is cut'), { name: 'TimeoutError' });
    });
    const p = await prepare({ resume: place.runId }, executionNamed(freshName(), tools), tools);
    expect(p.status).toBe('ready');
  });

  it('an execution with the name of an ended run is not treated as its retry', async () => {
    const { tools } = pipeline;
    const execution = executionNamed(freshName(), tools);
    await prepare(freshSearch(), execution, tools);
    await endRun(tools.table, execution.name, 1, 'stopped');
    const p = await prepare(freshSearch(), execution, tools);
    expect(p.status).toBe('rejected');
  });

  it('an execution with the name of a run that expired is not treated as its retry', async () => {
    const { tools } = pipeline;
    const execution = executionNamed(freshName(), tools);
    const now = () => new Date(Date.now() - 91 * 24 * 3_600_000).toISOString();
    await prepare(freshSearch(), execution, { ...tools, now });
    expect((await prepare(freshSearch(), execution, tools)).status).toBe('rejected');
  });

  it.each(['ExecutionDoesNotExist', 'ValidationException'])(
    'a stop between two children stops the run, with a child that is %s',
    async (name) => {
      const { tools } = pipeline;
      const execution = executionNamed(freshName(), tools);
      await prepare(freshSearch(), execution, tools);
      const refusal = Object.assign(new Error('Execution is not running'), { name });
      const sfn = { send: () => Promise.reject(refusal) } as unknown as typeof tools.sfn;
      const change = {
        executionArn: execution.arn,
        name: execution.name,
        status: 'ABORTED',
      } as const;
      expect(await stopRun(change, { ...tools, sfn })).toBe('stopped');
      expect((await readRun(tools.table, execution.name))!.state).toBe('stopped');
    },
  );

  it('a resume in the final phase has its reservation, even when the day has no budget', async () => {
    const { tools } = pipeline;
    const next = await searched();
    const full = {
      ...pipeline,
      tools: { ...tools, settings: { ...tools.settings, maxStackUsdPerDay: 1e-6 } },
    };
    await planStage({ ...next, resend: false, token: pipeline.tokens.issue() }, full.tools);
    await pipeline.take();
    await endRun(tools.table, next.runId, 1, 'stopped');
    const p = await prepare({ resume: next.runId }, executionNamed(freshName(), tools), full.tools);
    expect(p.status).toBe('ready');
    const { stop } = await carryOn(full, { ...next, epoch: 2 });
    expect(stop).toBeNull();
  });

  it('a second delivery without budget leaves an evaluation to the first', async () => {
    const { tools } = pipeline;
    const { place, messages } = await planned(pipeline, freshSearch());
    const poor = { ...tools, settings: { ...tools.settings, maxStackUsdPerDay: 1e-6 } };
    const [m] = messages;
    await Promise.all([work(m!, attempt(), poor), work(m!, attempt(), poor)]);
    const [record] = await readArrivals(tools.table, {
      ...place,
      batch: 0,
      count: messages.length,
    });
    expect(record?.arrival?.status).toBe('result');
  });

  /** A run whose search is closed: its final phase is to be planned. */
  async function searched() {
    const config = { ...freshGeneration(), finalPhase: SHORT_FINAL_PHASE };
    const { place, messages } = await planned(pipeline, config);
    await workOff(pipeline, messages);
    return closeFirst(pipeline, place);
  }
});
