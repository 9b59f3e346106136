// The flags of the commands on AWS. The help shows them, so nothing of AWS is loaded here.
import { DEFAULT_STACK } from '../../shared/contracts/stack-defaults.ts';
import type { Flag, Flags } from '../flags.ts';
import { FORCE } from '../overwrite.ts';
import { RUN_FLAGS } from '../run-flags.ts';

const STACK: Flags = {
  stack: {
    type: 'text',
    group: 'AWS',
    value: 'NAME',
    help: 'Name of the deployed stack',
    without: `EVOLAMBDA_STACK, else ${DEFAULT_STACK}`,
  },
};

const JSON_FLAG: Flags = { json: RUN_FLAGS.json as Flag };

const BUDGET: Flag = {
  type: 'number',
  group: 'Limits',
  value: 'USD',
  range: { min: 0, isAbove: true, max: 1e6 },
  help: 'Cap on the spend of the run, in US dollars',
};

export const DEPLOY_FLAGS: Flags = {
  ...STACK,
  context: {
    type: 'list',
    group: 'AWS',
    value: 'NAME=VALUE',
    help: 'Setting of the stack, such as maxConcurrency=50; repeatable',
    without: 'docs/aws-settings.md',
  },
  yes: {
    type: 'switch',
    group: 'AWS',
    help: 'Grant permissions without a prompt; always on without a terminal',
  },
  force: {
    type: 'switch',
    group: 'AWS',
    help: 'Deploy despite running runs, quotas or a missing bootstrap',
  },
  ...JSON_FLAG,
};

/** What to search is told as for `run`; how to work is the stack's own. */
const SEARCH_FLAGS = [
  ...['population', 'generations', 'examples', 'schedule', 'seed', 'strategy', 'preset', 'quick'],
  ...['config', 'space', 'set', 'enqueue', 'patience', 'baseline', 'no-final-phase'],
  ...['max-evaluations', 'max-examples'],
];

export const START_FLAGS: Flags = {
  ...STACK,
  'budget-usd': { ...BUDGET, without: '1' },
  name: {
    type: 'text',
    group: 'AWS',
    value: 'NAME',
    help: 'Id of the run: at most 60 letters, digits, hyphens and underscores',
    without: '<time>-seed<N>',
  },
  dataset: {
    type: 'text',
    group: 'Data',
    value: 'ID',
    help: 'mnist, fashion-mnist, generated-digits, or the id of an uploaded data set',
    without: 'mnist',
  },
  ...Object.fromEntries(SEARCH_FLAGS.map((name) => [name, RUN_FLAGS[name] as Flag])),
  ...JSON_FLAG,
};

/** Of commands that are about this machine without it. */
const REQUIRED_STACK: Flags = {
  stack: {
    type: 'text',
    group: 'AWS',
    value: 'NAME',
    help: 'Name of the deployed stack',
    without: 'required',
  },
};

export const REMOTE_RESUME_FLAGS: Flags = {
  ...REQUIRED_STACK,
  'budget-usd': {
    ...BUDGET,
    without: 'unchanged',
    help: `${BUDGET.help}; includes what it has spent`,
  },
  ...JSON_FLAG,
};

/** Of watch, status, stop and cost. */
export const STACK_FLAGS: Flags = { ...STACK, ...JSON_FLAG };

export const RESULTS_FLAGS: Flags = {
  ...STACK,
  out: {
    type: 'text',
    group: 'Output',
    value: 'DIR',
    help: 'Directory for the copy: new, empty, or an incomplete copy to complete',
    without: 'runs/RUN',
  },
  ...JSON_FLAG,
};

export const REMOTE_REPORT_FLAGS: Flags = {
  ...REQUIRED_STACK,
  execution: {
    type: 'text',
    group: 'AWS',
    value: 'RUN',
    help: 'Name of the execution, in place of RUN',
    without: 'RUN',
  },
  out: { type: 'text', group: 'Output', value: 'FILE', help: 'File to write', without: 'RUN.html' },
  force: FORCE,
  open: { type: 'switch', group: 'Output', help: 'Open the page in the browser' },
  ...JSON_FLAG,
};

export const DATA_PUSH_FLAGS: Flags = {
  ...STACK,
  'data-dir': RUN_FLAGS['data-dir'] as Flag,
  ...JSON_FLAG,
};

export const DESTROY_FLAGS: Flags = {
  ...STACK,
  'delete-data': {
    type: 'switch',
    group: 'AWS',
    help: 'Also delete the table and the bucket with all their data; requires a confirmation',
  },
  confirm: {
    type: 'text',
    group: 'AWS',
    value: 'NAME',
    help: 'Name of the stack, to confirm --delete-data without a prompt',
    without: 'a prompt',
  },
  ...JSON_FLAG,
};
