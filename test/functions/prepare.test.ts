// PrepareRun rejects an input before it touches the data, a table or a purse.
import { describe, expect, it } from 'vitest';
import { readSettings } from '../../functions/aws/settings.ts';
import { type PrepareTools, prepare } from '../../functions/protocol/prepare.ts';
import { STACK_ENVIRONMENT } from './stack-environment.ts';

/** With no services at all: to use one is an error. */
const toolsOf = (engine: string, backend: string) =>
  ({
    settings: readSettings({
      ...STACK_ENVIRONMENT,
      EVOLAMBDA_ENGINE: engine,
      EVOLAMBDA_BACKEND: backend,
    }),
  }) as unknown as PrepareTools;
const EXECUTION = { name: 'run', arn: 'arn' };

describe.each([
  ['onnx', 'cpu'],
  ['tfjs', 'wasm'],
])('PrepareRun on a stack with %s', (engine, backend) => {
  it('rejects objectives that its engine does not produce, beside all other faults', async () => {
    const input = {
      ...{ dataset: 'generated-digits', budgetUsd: 99 },
      objectives: [
        { name: 'los', direction: 'minimize' },
        { name: 'accuracy', direction: 'minimize' },
      ],
    };
    const answer = await prepare(input, EXECUTION, toolsOf(engine, backend));
    expect(answer).toEqual({
      status: 'refused',
      cause: [
        "budgetUsd: found 99; allowed: ≤ 10, the stack's maxBudgetUsd",
        `objectives[0].name: found "los"; allowed: accuracy, loss: what the engine ${engine} produces; did you mean loss?`,
        'objectives[1].direction: found "minimize"; allowed: "maximize": of accuracy, the highest value is the best',
      ].join('\n'),
    });
  });

  it('lets those pass that it produces', async () => {
    const objectives = [
      { name: 'loss', direction: 'minimize' },
      { name: 'accuracy', direction: 'maximize' },
    ];
    const input = { dataset: 'generated-digits', budgetUsd: 99, objectives };
    const answer = await prepare(input, EXECUTION, toolsOf(engine, backend));
    expect(answer).toMatchObject({ cause: expect.stringMatching(/^budgetUsd: [^\n]+$/) });
  });
});
