// A trainer's process without an engine, whose mood its message names: see training-service.test.ts.
let leave = () => undefined;

process.on('disconnect', () => process.exit());
process.on('SIGTERM', () => undefined);
process.on('message', (message) => {
  if (message.type === 'leave') leave();
  else MOODS[message.body.split(' ')[0]](message.attempt);
});

const done = () => process.send({ type: 'done' });
const MOODS = {
  works: done,
  fails: ({ receives }) =>
    process.send({ type: 'failed', reason: `no luck, delivery ${receives}` }),
  crashes: ({ receives }) => (receives === 1 ? process.kill(process.pid, 'SIGSEGV') : done()),
  exits: () => process.exit(3),
  hangs: ({ receives }) => (receives === 1 ? undefined : done()),
  trains: () => {
    leave = done;
  },
};

if (process.env.MOODY_START === 'broken') process.exit(9);
if (process.env.MOODY_START === 'useless') {
  process.send({ type: 'failed', reason: 'no engine' }, () => process.exit(1));
} else process.send({ type: 'ready' });
