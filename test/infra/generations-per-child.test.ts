import { describe, expect, it } from 'vitest';
import {
  EVENTS_PER_GENERATION,
  EVENTS_PER_TURN,
  generationsPerChild,
} from '../../infra/generations-per-child.ts';

// As AWS records them; the emulator records fewer.
const TOKEN_TASK = ['Entered', 'Scheduled', 'Started', 'Submitted', 'Succeeded', 'Exited'].length;
const TASK = ['Entered', 'Scheduled', 'Started', 'Succeeded', 'Exited'].length;
const CHOICE = ['Entered', 'Exited'].length;
const FAILED_ATTEMPT = ['Scheduled', 'Started', 'Failed'].length;
const LIMIT = 25_000;

describe('the generations of one child execution', () => {
  it('count the events of a generation: Plan, Arrived?, Close, Next?', () => {
    expect(EVENTS_PER_GENERATION).toBe(TOKEN_TASK + CHOICE + TASK + CHOICE);
    expect(EVENTS_PER_GENERATION).toBe(15);
  });

  it('count the longest turn: a round that times out, then a forced close, with all retries', () => {
    // Plan times out (TaskTimedOut for TaskSucceeded), CheckProgress, Progress?, Close, Next?
    const states = TOKEN_TASK + TASK + CHOICE + TASK + CHOICE;
    const retries = 8 + 3;
    expect(EVENTS_PER_TURN).toBe(states + 3 * retries * FAILED_ATTEMPT);
    expect(EVENTS_PER_TURN).toBe(119);
  });

  it('fit into the history, rounds and retries counted', () => {
    const frame = 4;
    expect(generationsPerChild()).toBe(200);
    // Three turns beyond: a silent round, its close, and a Plan that did not get on.
    expect(frame + (generationsPerChild() + 3) * EVENTS_PER_TURN).toBe(24_161);
    expect(24_161).toBeLessThan(LIMIT);
  });
});
