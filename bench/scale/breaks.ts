// What breaks first: limits that a run of this size meets, and the one that slows it most, found by
// lifting one limit after the other.
import { readSettings } from '../../infra/settings.ts';
import { DEFAULT_SIZES, functionTable } from '../../shared/contracts/function-table.ts';
import { pollersFor } from '../../shared/contracts/provisioned-pollers.ts';
import { type Calibration, WRITE_UNITS } from './calibration.ts';
import { type Limit, type Prediction, predict, type Scenario } from './pipeline.ts';

const LIMITS: readonly Limit[] = [
  'workers',
  'pollers',
  'environments and cold starts',
  'DynamoDB writes',
  'reads of the run’s item',
  'planning and closing',
  'stragglers',
  'deaths',
];

/** Limits of a run's and the stack's defaults, and of a new account. */
const DEFAULTS = { ...readSettings({}), budgetUsd: 1, newAccount: 10 } as const;
const PLAN = functionTable(DEFAULT_SIZES).Plan;

/**
 * The limit without which the search would be shorter by most, with the share of its time. Two
 * generations are looked at, with the ledger of all, and the deaths of an hour are not left out.
 */
export function slowestLimit(scenario: Scenario, calibration: Calibration): string {
  const two = { ...scenario, generations: Math.min(2, scenario.generations), finish: false };
  const all = predict(two, calibration).seconds;
  const saved = LIMITS.map((limit) => {
    const seconds = predict(two, calibration, new Set([limit])).seconds;
    return { limit, share: (all - seconds) / all };
  }).sort((a, b) => b.share - a.share);
  const [most] = saved;
  if (most === undefined || most.share < 0.01) return 'nothing';
  return `${most.limit} (${Math.round(100 * most.share)} %)`;
}

/** What must be raised before such a run goes through, in the order in which it would be met. */
export function breaksOf(
  scenario: Scenario,
  { reservedUsd, planSeconds, planMb }: Prediction,
  calibration: Calibration,
): string[] {
  const { workers, population } = scenario;
  const { quotas } = calibration;
  const faults: string[] = [];
  if (reservedUsd > DEFAULTS.maxStackUsdPerDay) {
    faults.push(`maxBudgetUsd and maxStackUsdPerDay ≥ ${up(reservedUsd)}`);
  } else if (reservedUsd > DEFAULTS.maxBudgetUsd) faults.push(`maxBudgetUsd ≥ ${up(reservedUsd)}`);
  else if (reservedUsd > DEFAULTS.budgetUsd) faults.push(`budgetUsd ≥ ${up(reservedUsd)}`);
  if (planMb > PLAN.memoryMb) faults.push(`plannerMemoryMb ≥ ${up(planMb)}`);
  if (planSeconds > PLAN.timeoutSeconds) {
    faults.push(`Plan takes ${up(planSeconds)} s; limit ${PLAN.timeoutSeconds} s`);
  }
  const atOnce = Math.min(workers, population);
  if (workers === 1) faults.push('the minimum of an event source is 2');
  else if (atOnce > DEFAULTS.maxConcurrency) {
    if (pollersFor(workers)) faults.push('provisioned pollers');
    else faults.push('maxConcurrency');
    if (atOnce >= quotas.accountConcurrency) faults.push('the account’s quota of 1,000');
    else if (atOnce >= DEFAULTS.newAccount) faults.push('a new account’s quota of 10');
  }
  const units = writesOf(scenario, calibration);
  if (units > quotas.writeUnitsPerSecond) {
    faults.push(`a table warmed for ${up(units)} writes per second`);
  }
  return faults;
}

/** Write units a second that the workers of the second generation would like to write. */
function writesOf(scenario: Scenario, calibration: Calibration): number {
  const two = { ...scenario, generations: 2, finish: false };
  const free = predict(two, calibration, new Set(['DynamoDB writes']));
  return (WRITE_UNITS * free.mostAtOnce * free.attempts) / free.workerSeconds;
}

function up(value: number): string {
  return (value < 10 ? Math.ceil(value * 10) / 10 : Math.ceil(value)).toLocaleString('en');
}
