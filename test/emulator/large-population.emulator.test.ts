// A population far beyond what an item or a payload holds is planned, sent and shown as any other.
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { expect, it } from 'vitest';
import { runKey } from '../../functions/aws/run-record.ts';
import { readRoot } from '../../functions/aws/stage-root.ts';
import { queryItems } from '../../functions/aws/table.ts';
import { planStage } from '../../functions/protocol/plan-stage.ts';
import { clientsOf } from './clients.ts';
import { freshSearch } from './first-stage.ts';
import { begin, inProcess } from './in-process.ts';
import { deployedStack, describeOnEmulator } from './on-emulator.ts';
import { pushSmallDigits } from './small-digits.ts';

const POPULATION = 3_000;
/** DynamoDB's limit of an item, in bytes. */
const MAX_ITEM = 400_000;

describeOnEmulator('a population of 3,000', () => {
  it('is planned completely: one message per candidate, a plan in the bucket, a small item, a reservation', async () => {
    const stack = deployedStack();
    await pushSmallDigits(stack);
    const pipeline = await inProcess(stack);
    const { tools } = pipeline;
    const strategy = { name: 'random', population: POPULATION, generations: 1 };
    const place = await begin(pipeline, { ...freshSearch(), strategy, budgetUsd: 500 });
    const token = pipeline.tokens.issue();
    await planStage({ ...place, resend: false, token }, tools);
    const { Attributes } = await clientsOf(stack.place).sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: tools.settings.queueUrl,
        AttributeNames: ['ApproximateNumberOfMessages'],
      }),
    );
    const root = await readRoot(tools.table, { ...place, batch: 0 });
    // Equal genomes share a training.
    expect(Number(Attributes?.ApproximateNumberOfMessages)).toBeGreaterThan(0.99 * POPULATION);
    expect(root).toMatchObject({ isSent: true, sends: 1 });
    expect(root.reserved).toBeGreaterThan(POPULATION * 3e6);
    expect(pipeline.tokens.outputOf(token)).toBeUndefined();
    // What the last arrival sends by the token: ids and counts, of 262,144 bytes allowed.
    expect(JSON.parse(root.reply!)).toMatchObject({ status: 'arrived', batch: 0 });
    expect(root.reply!.length).toBeLessThan(1_000);
    const items = await queryItems(tools.table, runKey(place.runId).pk, 'event#');
    const [started, planned] = items;
    expect(started).toMatchObject({ type: 'run-started' });
    expect(planned).toMatchObject({ type: 'generation-planned', evaluations: POPULATION });
    for (const item of items) expect(JSON.stringify(item).length).toBeLessThan(MAX_ITEM / 10);
  });
});
