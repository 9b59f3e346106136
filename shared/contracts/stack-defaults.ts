// What deploys a stack and what looks for one agree here.

export const DEFAULT_STACK = 'Evolambda';

/** CloudFormation allows more; state machines, dashboards and functions are named after it. */
export const STACK_NAME_PATTERN = /^[A-Za-z][A-Za-z0-9-]{0,59}$/;

/** Training functions at once; with what runs beside them it fits a new account's quota of ten. */
export const DEFAULT_MAX_CONCURRENCY = 8;

/** A task whose function says that a service failed is called again so often. */
export const SERVICE_RETRIES = 3;
