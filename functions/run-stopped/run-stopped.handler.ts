// RunStopped: EventBridge tells that a parent execution was aborted, failed or timed out.
import { parseInput } from '../../shared/contracts/parse.ts';
import { observe } from '../aws/observe.ts';
import { statusChangeSchema, stopRun } from '../protocol/stop-run.ts';
import { makeTools } from '../protocol/tools.ts';

const { report, clients, watch } = observe('run-stopped');
const tools = makeTools(report, clients);

export const handler = watch((event: unknown) =>
  stopRun(parseInput(statusChangeSchema, event).detail, tools),
);
