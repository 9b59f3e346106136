// The page that Close and Report write: what it tells of a run on AWS, and that no run ends or waits by it.
import { expect, it } from 'vitest';
import { readPurse } from '../../functions/aws/money.ts';
import { hasPage } from '../../functions/aws/page-object.ts';
import { closeStage } from '../../functions/protocol/close-stage.ts';
import { keepPage } from '../../functions/protocol/keep-page.ts';
import { reportRun } from '../../functions/protocol/report.ts';
import { openRun } from '../../functions/protocol/run-context.ts';
import type { RunPage } from '../../shared/report/page-data.ts';
import { closeFirst, freshSearch, planned, wholeRun } from './first-stage.ts';
import { begin, carryOn, type InProcess, type Place, workOff } from './in-process.ts';
import { describeOnEmulator } from './on-emulator.ts';
import { storedPage } from './stored-page.ts';
import { pipeline, usePipeline } from './use-pipeline.ts';

describeOnEmulator('the page of a run on AWS', () => {
  usePipeline();

  it('is there once a batch was closed: its trainings, and where the money is', async () => {
    const { tools } = pipeline;
    const { place, messages } = await planned(pipeline, freshSearch());
    expect(await hasPage(tools.bucket, place.runId)).toBe(false);
    await workOff(pipeline, messages);
    await closeFirst(pipeline, place);
    const { page, ...object } = await storedPage(tools.bucket, place.runId);
    expect(object).toEqual({ contentType: 'text/html; charset=utf-8', contentEncoding: undefined });
    const { head, batches, evaluations } = page;
    const open = { isFinished: false, champion: null, misclassified: null };
    expect(head).toMatchObject({ runId: place.runId, ...open });
    expect(batches).toEqual([expect.objectContaining({ closedAt: expect.any(String) })]);
    expect(evaluations).toHaveLength(5);
    for (const { status, training } of evaluations) {
      expect(status).toBe('completed');
      expect(training!.usd).toBeGreaterThan(0);
    }
    const purse = await readPurse(tools.table, place.runId);
    expect(head.money!.spentUsd).toBeCloseTo(purse.spent / 1e9, 9);
    expect(linesOf(page)).toBeCloseTo(head.money!.budgetUsd, 6);
  });

  it('has all of it at the end: champion, network, misclassified images, every training', async () => {
    const { tools } = pipeline;
    const place = await begin(pipeline, wholeRun());
    const { page: address, report, spentUsd } = await carryOn(pipeline, place);
    expect(address).toBe(`s3://${tools.bucket.name}/reports/${place.runId}.html`);
    expect(report).toMatch(/\/artefacts\/[0-9a-f]{64}$/);
    const { page } = await storedPage(tools.bucket, place.runId);
    const { head, model, evaluations } = page;
    expect(head.isFinished).toBe(true);
    expect(head.champion!.testScores).toHaveLength(2);
    expect(head.misclassified!.length).toBeGreaterThan(0);
    expect(head.data).toMatchObject({ shape: { height: 28, width: 28, channels: 1 } });
    expect(model!.weights).not.toBeNull();
    const trained = evaluations.filter(({ dispatch }) => dispatch === 'train');
    expect(trained.filter(({ training }) => training === null)).toEqual([]);
    expect(head.money!.spentUsd).toBeCloseTo(Number(spentUsd), 9);
    expect(head.money!.lines.map(({ what }) => what)).not.toContain('reserved for the final phase');
    expect(linesOf(page)).toBeCloseTo(head.money!.budgetUsd, 6);
    // A retry of Report answers the same and leaves the page as it is.
    pipeline.calls.forget();
    const again = await reportRun({ ...place, scoreMs: 1 }, tools);
    expect(again).toMatchObject({ page: address, report });
    expect(pipeline.calls.names).not.toContain('PutObjectCommand');
  });

  it.each([
    ['that cannot be put', 'PutObjectCommand'],
    ['whose money cannot be read', 'GetItemCommand'],
  ])('%s does not fail the run, and is logged', async (_, lost) => {
    const { calls } = pipeline;
    const { place, messages } = await planned(pipeline, freshSearch());
    await workOff(pipeline, messages);
    const { tools, warned } = listening(pipeline);
    let transactions = 0;
    calls.onAnswer((name) => {
      if (name === 'TransactWriteItemsCommand') transactions += 1;
    });
    calls.onAttempt((name) => {
      // The second settles the stage; what comes after is the page's.
      if (transactions === 2 && name === lost) throw new Error('denied');
    });
    expect(await closeStage({ ...place, batch: 0, forced: false }, tools)).toMatchObject({
      status: 'next',
    });
    expect(warned).toEqual(['the page of the run was not written']);
    calls.heal();
    expect(await hasPage(tools.bucket, place.runId)).toBe(false);
  });

  it('without a template does not fail the run, nor does a report without a page', async () => {
    const { tools } = pipeline;
    const pageTemplate = () => {
      throw new Error('no such file');
    };
    const without = { ...pipeline, tools: { ...tools, pageTemplate } };
    const place = await begin(without, { ...freshSearch(), baseline: true });
    const { page, report } = await carryOn(without, place);
    expect([page, report]).toEqual([null, expect.stringContaining('/artefacts/')]);
  });

  it('is not written again when a Close is repeated', async () => {
    const place = await closedOnce();
    pipeline.calls.forget();
    await closeStage({ ...place, batch: 0, forced: false }, pipeline.tools);
    expect(pipeline.calls.names).not.toContain('PutObjectCommand');
  });

  it('tells facts alone of more than a step reads, and of many more nothing', async () => {
    const { tools } = pipeline;
    const place = await closedOnce();
    const context = await openRun(tools, place.runId, place.epoch);
    await keepPage(context, { evaluations: 5, results: 4 }, tools);
    const { page } = await storedPage(tools.bucket, place.runId);
    expect(page.evaluations.map(({ training }) => training)).toEqual(
      [1, 2, 3, 4, 5].map(() => null),
    );
    for (const { status, values } of page.evaluations) {
      expect([status, values]).toEqual(['completed', [expect.any(Number)]]);
    }
    expect(page.head.money!.lines[0]).toMatchObject({ what: 'spent' });
    pipeline.calls.forget();
    await keepPage(context, { evaluations: 4, results: 4 }, tools);
    expect(pipeline.calls.names).toEqual([]);
  });

  async function closedOnce(): Promise<Place> {
    const { place, messages } = await planned(pipeline, freshSearch());
    await workOff(pipeline, messages);
    await closeFirst(pipeline, place);
    return place;
  }
});

function listening({ tools }: InProcess) {
  const warned: string[] = [];
  const warn = (message: string) => warned.push(message);
  return { warned, tools: { ...tools, report: { ...tools.report, warn } } };
}

function linesOf({ head }: RunPage): number {
  return head.money!.lines.reduce((sum, { usd }) => sum + usd, 0);
}
