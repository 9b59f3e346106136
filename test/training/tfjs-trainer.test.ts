// The tfjs engine keeps every engine's promises, on each backend.

import { tfjsTrainer } from '../../shared/training/tfjs/tfjs-trainer.ts';
import { trainerConformance } from '../conformance/trainer.conformance.ts';
import { describeBackends } from './tfjs-backends.ts';

describeBackends((name, backend) => {
  trainerConformance(`tfjs ${name}`, () => tfjsTrainer(backend));
});
