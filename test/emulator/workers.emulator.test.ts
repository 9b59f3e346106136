// All tests that run on the workers of the one stack, or stop and kill them: imported into one file, they run one after
// the other, while the files beside this one call the steps in their own processes. `-t 'a run on AWS'` selects one.
import './runs.on-workers.ts';
import './service.on-workers.ts';
import './rights.on-workers.ts';
import './followed-run.on-workers.ts';
import './logs.on-workers.ts';
import './killed-worker.on-workers.ts';
