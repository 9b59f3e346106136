// One step of the protocol in a process of its own, as a function's container runs it: the step, its
// time and its memory.

import { dynamoRunStore } from '../../functions/aws/dynamo-run-store.ts';
import { capsOf, dayOf, reserveFinish } from '../../functions/aws/money.ts';
import { createRun } from '../../functions/aws/run-record.ts';
import { closeStage } from '../../functions/protocol/close-stage.ts';
import { estimateOf } from '../../functions/protocol/estimate.ts';
import { planStage } from '../../functions/protocol/plan-stage.ts';
import { makeTools, type Tools } from '../../functions/protocol/tools.ts';
import { SLOTS } from '../../shared/report/page-html.ts';
import { strategies } from '../../shared/search/registry.ts';
import { prepareRun, resolveConfig } from '../../shared/steps/prepare-run.ts';
import { engineOf, onnxIdentity } from '../../shared/training/identity.ts';
import { say } from '../report.ts';

const RUN = 'planned';
const PLACE = { runId: RUN, epoch: 1, child: 0 };
const MNIST = {
  ...{ id: 'mnist', hash: 'h', splitId: 's', generated: false },
  ...{ shape: { height: 28, width: 28, channels: 1 }, classes: 10 },
};

const [step = '', batch = '0', config = '{}'] = process.argv.slice(2);
const silent = { info: () => undefined, warn: () => undefined, count: () => undefined };
const pageTemplate = () => Object.values(SLOTS).join('');
const tools = { ...makeTools(silent), pageTemplate };
const before = process.cpuUsage();
const startedMs = performance.now();
await runStep();
const { user, system } = process.cpuUsage(before);
say(
  JSON.stringify({
    seconds: (performance.now() - startedMs) / 1000,
    cpuSeconds: (user + system) / 1e6,
    peakMb: process.resourceUsage().maxRSS / 1024,
  }),
);

async function runStep(): Promise<void> {
  const closed = Number(batch);
  switch (step) {
    case 'prepare':
      return prepare(JSON.parse(config), tools);
    case 'plan':
      return planStage({ ...PLACE, closed, resend: false, token: `token-${batch}` }, tools);
    case 'close': {
      const outcome = await closeStage({ ...PLACE, closed, batch: closed, forced: false }, tools);
      if (outcome.status === 'failed') throw new Error(outcome.cause);
      return;
    }
    default:
      throw new Error(`unknown step ${step}`);
  }
}

/** What PrepareRun does once the data set is there. */
async function prepare(input: unknown, { table, bucket, settings, now }: Tools): Promise<void> {
  const at = now();
  const data = { ...MNIST, trainCount: 50_000 };
  const config = resolveConfig(input, strategies);
  const { started } = prepareRun(config, data, engineOf(onnxIdentity()), RUN, at);
  const { finishNano } = estimateOf(started, 10_000, settings);
  const run = { runId: RUN, state: 'running', epoch: 1, owner: 'bench', createdAt: at } as const;
  const record = { ...run, budgetUsd: settings.maxBudgetUsd, dataset: data.id };
  await createRun(table, record);
  await dynamoRunStore({ table, bucket, runId: RUN, epoch: 1 }).append([started]);
  await reserveFinish(table, RUN, finishNano, capsOf(record, settings), dayOf(at));
}
