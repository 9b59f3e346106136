// What a stack tells its functions and tasks, for tests that deploy none.
import { DEFAULT_SIZES } from '../../shared/contracts/function-table.ts';

export const STACK_ENVIRONMENT = {
  EVOLAMBDA_STACK: 's',
  EVOLAMBDA_TABLE: 't',
  EVOLAMBDA_BUCKET: 'b',
  EVOLAMBDA_WORKER_TIMEOUT_SECONDS: String(DEFAULT_SIZES.workerTimeoutSeconds),
  EVOLAMBDA_WORKER_MEMORY_MB: String(DEFAULT_SIZES.workerMemoryMb),
  EVOLAMBDA_MAX_RECEIVES: '5',
  EVOLAMBDA_ROUND_SECONDS: '900',
  EVOLAMBDA_CHILD_GENERATIONS: '200',
  EVOLAMBDA_MAX_CONCURRENCY: '4',
  EVOLAMBDA_MAX_BUDGET_USD: '10',
  EVOLAMBDA_MAX_STACK_USD_PER_DAY: '20',
};
