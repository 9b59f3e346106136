// How stacks are named: what deploys one and what looks for it agree here.

export const DEFAULT_STACK = 'Evolambda';

/** CloudFormation allows more; state machines, dashboards and functions are named after it. */
export const STACK_NAME_PATTERN = /^[A-Za-z][A-Za-z0-9-]{0,59}$/;
