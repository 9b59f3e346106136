// tfjs-node on every Node that this project supports: it calls functions that newer ones have no more.
import util from 'node:util';
import { expect, test } from 'vitest';
import { restoreNodeUtil } from '../../shared/training/tfjs/removed-from-node.ts';
import { describeBackends } from './tfjs-backends.ts';

describeBackends(
  (_, { tf, use }) => {
    test('computes on a Node that has lost what its package calls, once that is put back', () => {
      const sum = () => {
        use();
        return tf.tidy(() => tf.add(1, 2).dataSync()[0]);
      };
      const own = { isArray: util.isArray, isNullOrUndefined: util.isNullOrUndefined };
      for (const name of Object.keys(own)) Reflect.deleteProperty(util, name);
      try {
        expect(sum).toThrow('is not a function');
        restoreNodeUtil();
        expect(sum()).toBe(3);
      } finally {
        Object.assign(util, own);
      }
    });
  },
  ['native'],
);
