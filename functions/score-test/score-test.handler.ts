// ScoreTest: the champion on the sealed test split, once, with the engine that trained it.
import * as z from 'zod';
import { choiceOf, type EngineChoice } from '../../shared/contracts/engine-choice.ts';
import { parseInput } from '../../shared/contracts/parse.ts';
import { openEngine } from '../../shared/training/engines.ts';
import { observe } from '../aws/observe.ts';
import { scoreTest } from '../protocol/score-test.ts';
import { makeTools } from '../protocol/tools.ts';

const eventSchema = z.object({ runId: z.string(), epoch: z.int() });

const { report, clients, watch } = observe('score-test');
const tools = makeTools(report, clients);

export const handler = watch(async (event: unknown) => {
  const place = parseInput(eventSchema, event);
  const { trainer } = await openEngine(onFunction(choiceOf(tools.settings.engine)));
  return scoreTest(place, trainer, tools);
});

/** A function has no GPU; predictions of the same weights need none. */
function onFunction(choice: EngineChoice): EngineChoice {
  return choice.engine === 'onnx' ? { engine: 'onnx', backend: 'cpu' } : choice;
}
