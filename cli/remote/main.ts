// The composition root of the commands on AWS, and the entry of their bundle: a word chooses a
// command, a service's error becomes words of ours.
import { InvalidInput, shown } from '../../shared/kernel/errors.ts';
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

/** Runs one command. @returns the process's exit code */
export function main([name = '', ...rest]: readonly string[]): Promise<number> {
  // Of SDKs to come, on every call: ours is pinned, and runs on every Node that we do.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  return exitCodeOf(async () => {
    try {
      await adoptProfileEndpoints();
      return await command(name, rest);
    } catch (error) {
      throw inOurWords(error);
    }
  });
}

async function command(name: string, argv: readonly string[]): Promise<number> {
  switch (name) {
    case 'deploy':
      return deployCommand(argv);
    case 'data':
      return dataCommand(argv);
    case 'start':
      return startCommand(argv);
    case 'watch':
      return watchCommand(argv);
    case 'status':
      return statusCommand(argv);
    case 'report':
      return remoteReportCommand(argv);
    case 'results':
      return resultsCommand(argv);
    case 'stop':
      return stopCommand(argv);
    case 'resume':
      return remoteResumeCommand(argv);
    case 'cost':
      return costCommand(argv);
    case 'destroy':
      return destroyCommand(argv);
    default:
      throw new InvalidInput([
        { path: 'command', value: shown(name), allowed: 'a command on AWS' },
      ]);
  }
}
