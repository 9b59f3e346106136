// The composition root of the commands on AWS, and the entry of their bundle: a name chooses an
// implementation, a service's error becomes words of ours.
import type { AwsCommandName, RunOnAws } from '../aws-commands.ts';
import { exitCodeOf } from '../exit.ts';
import { inOurWords } from './aws-errors.ts';
import { costCommand } from './cost.ts';
import { dataCommand } from './data.ts';
import { deployCommand } from './deploy.ts';
import { destroyCommand } from './destroy.ts';
import { adoptProfileEndpoints } from './profile-endpoints.ts';
import { remoteReportCommand } from './report.ts';
import { resultsCommand } from './results.ts';
import { remoteResumeCommand } from './resume.ts';
import { startCommand } from './start.ts';
import { statusCommand } from './status.ts';
import { stopCommand } from './stop.ts';
import { watchCommand } from './watch.ts';

/** A command without its implementation is an error of the compiler. */
const IMPLEMENTATIONS: Readonly<
  Record<AwsCommandName, (argv: readonly string[]) => Promise<number>>
> = {
  deploy: deployCommand,
  data: dataCommand,
  start: startCommand,
  watch: watchCommand,
  status: statusCommand,
  results: resultsCommand,
  report: remoteReportCommand,
  stop: stopCommand,
  resume: remoteResumeCommand,
  cost: costCommand,
  destroy: destroyCommand,
};

export const main: RunOnAws = (name, argv) => {
  // Of SDKs to come, on every call: ours is pinned, and runs on every Node that we do.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  return exitCodeOf(async () => {
    try {
      await adoptProfileEndpoints();
      return await IMPLEMENTATIONS[name](argv);
    } catch (error) {
      throw inOurWords(error);
    }
  });
};
