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
      status: 'rejected',
      cause: [
        'budgetUsd: 99 is not allowed; expected at most 10, the maxBudgetUsd of the stack',
        `objectives[0].name: "los" is not allowed; expected an objective of engine ${engine}: accuracy, loss, parameters, forwardFlops; did you mean loss?`,
        'objectives[1].direction: "minimize" is not allowed; expected maximize for accuracy',
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
