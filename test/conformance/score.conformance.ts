// What every engine must do with trained weights: predict, and score them on the validation split.
import { describe, expect, test } from 'vitest';
import type { Genome } from '../../shared/contracts/genome.ts';
import { taskOf, valuesIn } from '../../shared/contracts/task.ts';
import { genomeCost } from '../../shared/genome/genome-network.ts';
import { Corrupt } from '../../shared/kernel/errors.ts';
import { producedBy } from '../../shared/training/objectives.ts';
import type { Trainer, TrainingOptions } from '../../shared/training/trainer.ts';
import { smallDataset } from '../training/small-dataset.ts';
import { requestOf } from './trainer.conformance.ts';

const data = smallDataset();

/** Runs the promises over an engine; each test makes its own trainer. */
export function scoreConformance(name: string, makeTrainer: () => Trainer): void {
  const train = (options: TrainingOptions = {}) =>
    makeTrainer().train(requestOf(), data, { keepCheckpoint: true, ...options });

  describe(`trainer ${name}`, () => {
    test('prediction refuses the checkpoint of another genome', async () => {
      const { checkpoint } = await train({ stopAtStep: 1 });
      const { genome } = requestOf({ kind: 'sgd' });
      const { images } = data.validation;
      const predicting = makeTrainer().predict(genome, checkpoint!, images, data);
      await expect(predicting).rejects.toThrow(Corrupt);
    });

    test.each([0, 1, 100, 101, 5_250])('%i images are predicted as among more', async (count) => {
      const { checkpoint } = await train({ stopAtStep: 1 });
      const { genome } = requestOf();
      const { images } = smallDataset({ train: 5_251 }).train;
      const predict = (some: Uint8Array) => makeTrainer().predict(genome, checkpoint!, some, data);
      const all = await predict(images);
      const some = await predict(images.subarray(0, count * valuesIn(data.shape)));
      expect(some).toHaveLength(count * data.classes);
      // Products of another height may add in another order.
      for (const [index, one] of some.entries()) expect(one).toBeCloseTo(all[index]!, 6);
    });

    test('the objective loss is measured on validation, not on the training split', async () => {
      const { validation } = data;
      const labels = validation.labels.map((label) => (label + 1) % data.classes);
      const others = { ...data, validation: { ...validation, labels } };
      const [mine, theirs] = [
        await makeTrainer().train(requestOf(), data),
        await makeTrainer().train(requestOf(), others),
      ];
      expect(theirs.loss).toBe(mine.loss);
      expect(theirs.objectives!.loss).not.toBe(mine.objectives!.loss);
    });

    test('prediction gives probabilities that agree with the validation score', async () => {
      const { checkpoint, objectives } = await train();
      const { images, labels, count } = data.validation;
      const { genome } = requestOf();
      const rows = await makeTrainer().predict(genome, checkpoint!, images, data);
      expect(rows).toHaveLength(count * data.classes);
      let correct = 0;
      let nats = 0;
      for (let image = 0; image < count; image += 1) {
        const row = [...rows.subarray(image * data.classes, (image + 1) * data.classes)];
        expect(row.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 5);
        if (row.indexOf(Math.max(...row)) === labels[image]) correct += 1;
        nats -= Math.log(row[labels[image]!]!);
      }
      expect(objectives).toEqual({
        accuracy: { correct, total: count },
        loss: expect.closeTo(nats / count, 6),
        // 9, 8, 7 and 3 wide: weights and biases.
        parameters: 9 * 8 + 8 + (8 * 7 + 7) + (7 * 3 + 3),
        forwardFlops: genomeCost(genome as Genome, taskOf(data))!.forwardFlops,
      });
      const produced = producedBy(makeTrainer().identity)!;
      expect(Object.keys(objectives!)).toEqual(produced.map(({ name }) => name));
    });
  });
}
