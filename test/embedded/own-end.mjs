// A thread that answers and then ends, in the way that its task names: see start-thread.test.ts.
import { workerData } from 'node:worker_threads';

workerData.port.on('message', (way) => {
  if (way === 'fails') throw new Error('no answer');
  workerData.port.postMessage({ way });
  if (way === 'exits') process.exit(0);
  if (way === 'throws') throw new Error('late');
  if (way === 'throws later')
    setImmediate(() => {
      throw new Error('later');
    });
  if (way === 'rejects') Promise.reject(new Error('rejected'));
});
