// ScoreTest: the champion on the sealed test split, once.
import { z } from 'zod';
import { parseInput } from '../../shared/contracts/parse.ts';
import { onnxTrainer } from '../../shared/training/onnx/onnx-trainer.ts';
import { observe } from '../aws/observe.ts';
import { scoreTest } from '../protocol/score-test.ts';
import { makeTools } from '../protocol/tools.ts';

const eventSchema = z.object({ runId: z.string(), epoch: z.int() });

const { report, clients, watch } = observe('score-test');
const tools = makeTools(report, clients);

export const handler = watch((event: unknown) =>
  scoreTest(parseInput(eventSchema, event), onnxTrainer(), tools),
);
