// How long a child execution may get before a new one takes over: Step Functions ends an execution
// whose history reaches 25,000 events, and no Catch sees it.
import { SERVICE_RETRIES } from '../shared/contracts/stack-defaults.ts';

/** @see https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const EVENTS_OF_AN_EXECUTION = 25_000;
/** The design's own bound: a child is replaced before its code is very old. */
const MOST_GENERATIONS = 200;
/** A full child goes on for a silent round, for its close, and where Plan did not get on. */
const TURNS_BEYOND = 3;
/**
 * Attempts after the first, when Lambda failed and when a service did that the function called. Step
 * Functions counts the two apart. Each failed attempt leaves TaskScheduled, TaskStarted, TaskFailed.
 */
export const LAMBDA_RETRIES = 8;

const EVENTS = {
  /** ExecutionStarted, ExecutionSucceeded; the Succeed state's Entered and Exited. */
  frame: 4,
  /** TaskStateEntered, TaskScheduled, TaskStarted, TaskSubmitted, TaskSucceeded or TaskTimedOut, TaskStateExited. */
  tokenTask: 6,
  /** TaskStateEntered, TaskScheduled, TaskStarted, TaskSucceeded, TaskStateExited. */
  task: 5,
  /** ChoiceStateEntered, ChoiceStateExited. */
  choice: 2,
  retry: 3,
} as const;

const RETRIES_OF_A_TASK = (LAMBDA_RETRIES + SERVICE_RETRIES) * EVENTS.retry;

/** Events of a stage that arrives within its first round: Plan, Choice, Close, Choice. */
export const EVENTS_PER_GENERATION = EVENTS.tokenTask + EVENTS.choice + EVENTS.task + EVENTS.choice;

/**
 * Events of the longest turn of a child: a round that times out and is then closed over what
 * arrived (Plan, CheckProgress, Choice, Close, Choice), each task failing until its last attempt.
 */
export const EVENTS_PER_TURN =
  EVENTS.tokenTask + (EVENTS.task + EVENTS.choice) * 2 + 3 * RETRIES_OF_A_TASK;

/**
 * The turns that surely fit into one child execution. A turn passes Plan once; it ends in a
 * generation closed or in a round waited out. The machine counts both in `closed`, so a generation
 * of many rounds uses up the child as several generations do.
 */
export function generationsPerChild(): number {
  const room = Math.floor((EVENTS_OF_AN_EXECUTION - EVENTS.frame) / EVENTS_PER_TURN);
  return Math.min(MOST_GENERATIONS, room - TURNS_BEYOND);
}

export const MAX_GENERATIONS_PER_CHILD = generationsPerChild();
