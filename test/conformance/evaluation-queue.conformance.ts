// The promises of shared/ports/evaluation-queue.ts, checked on every implementation. That something
// is not visible is shown by a probe that comes alone.
import { beforeEach, describe, expect, it } from 'vitest';
import type { EvaluationRequest } from '../../shared/contracts/evaluation.ts';
import type { Delivery, EvaluationQueue } from '../../shared/ports/evaluation-queue.ts';

const MAX_RECEIVES = 3;

export interface QueueOnTrial {
  readonly queue: EvaluationQueue;
  /** Lets time pass for the queue's leases. */
  readonly pass: (ms: number) => Promise<void>;
}

export function evaluationQueueConformance(
  name: string,
  open: (maxReceives: number) => Promise<QueueOnTrial>,
  leaseMs = 30_000,
): void {
  describe(`evaluation queue: ${name}`, () => {
    let queue: EvaluationQueue;
    let pass: QueueOnTrial['pass'];
    beforeEach(async () => {
      ({ queue, pass } = await open(MAX_RECEIVES));
    });

    const receive = (max = 10, signal = new AbortController().signal) =>
      queue.receive({ max, leaseMs, signal });

    /** One delivery of the only request that is visible. */
    const receiveOne = async (): Promise<Delivery> => {
      const deliveries = await receive();
      expect(deliveries).toHaveLength(1);
      return deliveries[0]!;
    };

    /** Receives until so many deliveries have come. */
    const receiveAll = async (count: number): Promise<Delivery[]> => {
      const deliveries: Delivery[] = [];
      while (deliveries.length < count) deliveries.push(...(await receive()));
      return deliveries;
    };

    const expectNothingVisible = async () => {
      await queue.send([request('probe')]);
      const { request: found, receipt } = await receiveOne();
      expect(found.evaluationKey).toBe('probe');
      await queue.done(receipt);
    };

    it('delivers each request as it was sent, however many at once', async () => {
      const requests = Array.from({ length: 25 }, (_, n) => request(`key-${n}`));
      await queue.send(requests);
      await queue.send([]);
      const deliveries = await receiveAll(25);
      const found = deliveries.map((delivery) => delivery.request);
      expect(found.sort(byKey)).toEqual([...requests].sort(byKey));
      expect(deliveries.map(({ attempt }) => attempt)).toEqual(deliveries.map(() => 1));
      expect(new Set(deliveries.map(({ receipt }) => receipt)).size).toBe(25);
      await expectNothingVisible();
    });

    it('delivers no more at once than was asked for', async () => {
      await queue.send([request('a'), request('b'), request('c')]);
      expect((await receive(2)).length).toBeLessThanOrEqual(2);
    });

    it('lets receivers wait for what is sent later, each request for one of them', async () => {
      const waits = [receive(1), receive(1)];
      await queue.send([request('a'), request('b')]);
      const found = (await Promise.all(waits)).flat().map((delivery) => delivery.request);
      expect(found.sort(byKey)).toEqual([request('a'), request('b')]);
    });

    it('gives an empty list to a receiver whose signal fires, and keeps what comes then', async () => {
      const stop = new AbortController();
      const wait = receive(1, stop.signal);
      stop.abort();
      expect(await wait).toEqual([]);
      await queue.send([request('a')]);
      expect(await receiveOne()).toMatchObject({ request: request('a') });
    });

    it('delivers one or both of two requests with equal keys', async () => {
      await queue.send([request('same'), request('same')]);
      await queue.send([request('other')]);
      const keys: string[] = [];
      while (!keys.includes('same') || !keys.includes('other')) {
        keys.push(...(await receive()).map((delivery) => delivery.request.evaluationKey));
      }
      expect(['other,same', 'other,same,same']).toContain(keys.sort().join());
    });

    it('keeps a leased request from others, and delivers it again when the lease runs out', async () => {
      await queue.send([request('a')]);
      const first = await receiveOne();
      await pass(leaseMs / 2);
      await expectNothingVisible();
      await pass(leaseMs / 2);
      const second = await receiveOne();
      expect(second).toMatchObject({ request: request('a'), attempt: 2 });
      expect(second.receipt).not.toBe(first.receipt);
    });

    it('wakes a waiting receiver when a lease runs out', async () => {
      await queue.send([request('a')]);
      await receiveOne();
      const wait = receive();
      await pass(leaseMs);
      expect(await wait).toMatchObject([{ request: request('a'), attempt: 2 }]);
    });

    it('delivers what is done no more, and lets it be said twice', async () => {
      await queue.send([request('a')]);
      const { receipt } = await receiveOne();
      await queue.done(receipt);
      await queue.done(receipt);
      await queue.giveBack(receipt, 'too late');
      await pass(2 * leaseMs);
      await expectNothingVisible();
      expect(await queue.takeDeadLetters()).toEqual([]);
    });

    it('delivers what is given back before its lease runs out, once', async () => {
      await queue.send([request('a')]);
      const { receipt } = await receiveOne();
      await queue.giveBack(receipt, 'no luck');
      expect(await receiveOne()).toMatchObject({ request: request('a'), attempt: 2 });
      await expectNothingVisible();
    });

    it('delivers what is given back for later after that time, not before', async () => {
      await queue.send([request('a')]);
      const { receipt } = await receiveOne();
      await queue.giveBack(receipt, 'no luck', leaseMs);
      await pass(leaseMs / 2);
      await expectNothingVisible();
      await pass(leaseMs / 2);
      expect(await receiveOne()).toMatchObject({ request: request('a'), attempt: 2 });
    });

    it('lets a lease be extended, which lasts from then on', async () => {
      await queue.send([request('a')]);
      const { receipt } = await receiveOne();
      for (let times = 0; times < 2; times += 1) {
        await pass(leaseMs / 2);
        await queue.extend(receipt, leaseMs);
      }
      await pass(leaseMs / 2);
      await expectNothingVisible();
      await pass(leaseMs / 2);
      expect(await receiveOne()).toMatchObject({ request: request('a'), attempt: 2 });
      await queue.extend(receipt, 10 * leaseMs);
      await pass(leaseMs);
      expect(await receiveOne()).toMatchObject({ attempt: 3 });
    });

    it('lets a receipt say nothing of a later delivery', async () => {
      await queue.send([request('a')]);
      const late = await receiveOne();
      await pass(leaseMs);
      await receiveOne();
      await queue.giveBack(late.receipt, 'too late');
      await expectNothingVisible();
      await pass(leaseMs);
      expect(await receiveOne()).toMatchObject({ attempt: 3 });
    });

    it('makes a dead letter of what was given back as often as it may be received', async () => {
      await queue.send([request('a')]);
      for (let attempt = 1; attempt <= MAX_RECEIVES; attempt += 1) {
        expect(await queue.takeDeadLetters()).toEqual([]);
        const delivery = await receiveOne();
        expect(delivery.attempt).toBe(attempt);
        await queue.giveBack(delivery.receipt, `reason ${attempt}`);
      }
      await expectNothingVisible();
      const letter = { request: request('a'), reason: `reason ${MAX_RECEIVES}` };
      expect(await queue.takeDeadLetters()).toEqual([letter]);
      expect(await queue.takeDeadLetters()).toEqual([]);
    });

    it('makes a dead letter of what outlived its last lease, and says so', async () => {
      await queue.send([request('a')]);
      for (let attempt = 1; attempt <= MAX_RECEIVES; attempt += 1) {
        await receiveOne();
        await pass(leaseMs);
      }
      await expectNothingVisible();
      const reason = expect.stringContaining('visibility timeout expired');
      expect(await queue.takeDeadLetters()).toEqual([{ request: request('a'), reason }]);
    });

    it('counts anew when a dead request is sent again', async () => {
      await queue.send([request('a')]);
      for (let attempt = 1; attempt <= MAX_RECEIVES; attempt += 1) {
        await queue.giveBack((await receiveOne()).receipt, 'no luck');
      }
      await queue.send([request('a')]);
      expect(await receiveOne()).toMatchObject({ request: request('a'), attempt: 1 });
    });
  });
}

function request(evaluationKey: string): EvaluationRequest {
  return {
    evaluationKey,
    genomeHash: 'hash',
    genome: { format: 1, kind: 'mlp' },
    budget: { examples: 64, schedule: 'constant' },
    evaluationSeed: 'seed',
    start: { from: 'scratch' },
    keepWeights: false,
  };
}

function byKey(a: EvaluationRequest, b: EvaluationRequest): number {
  return a.evaluationKey < b.evaluationKey ? -1 : 1;
}
