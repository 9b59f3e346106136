// A stack whose engine is tfjs: the same protocol, other evaluation keys, and one engine a run.
import { expect, it } from 'vitest';
import { work } from '../../functions/protocol/work.ts';
import { onnxTrainer } from '../../shared/training/onnx/onnx-trainer.ts';
import { openTfjs } from '../../shared/training/tfjs/backend.ts';
import { tfjsTrainer } from '../../shared/training/tfjs/tfjs-trainer.ts';
import type { Trainer } from '../../shared/training/trainer.ts';
import { embeddedRun } from './embedded-run.ts';
import { freshSearch, planned, wholeRun } from './first-stage.ts';
import { attempt, begin, carryOn } from './in-process.ts';
import { describeOnEmulator } from './on-emulator.ts';
import { pipeline, usePipeline } from './use-pipeline.ts';

describeOnEmulator('the engine tfjs on AWS', () => {
  let trainer: Trainer;
  usePipeline(async () => {
    trainer = tfjsTrainer(await openTfjs('wasm'));
    return trainer;
  });

  it('ends a whole run with the ledger hash of one machine', async () => {
    const config = wholeRun();
    const { ledgerHash } = await carryOn(pipeline, await begin(pipeline, config));
    const own = await embeddedRun(config, undefined, trainer);
    expect(ledgerHash).toBe(own.ledgerHash);
    expect(own.started.engine).toMatchObject({ name: 'tfjs', backend: 'wasm' });
    expect(ledgerHash).not.toBe((await embeddedRun(config)).ledgerHash);
  });

  it('cut into pieces by a host that is to leave ends with the same hash', async () => {
    const config = freshSearch();
    const leaving = { ...pipeline, tools: { ...pipeline.tools, isLeaving: () => true } };
    const { ledgerHash } = await carryOn(leaving, await begin(leaving, config));
    expect(ledgerHash).toBe((await embeddedRun(config, undefined, trainer)).ledgerHash);
  });

  it('rejects messages of another engine', async () => {
    const { messages } = await planned(pipeline, freshSearch());
    const other = { ...pipeline.tools, trainer: onnxTrainer() };
    expect(await work(messages[0]!, attempt(), other)).toBe('dropped');
  });
});
