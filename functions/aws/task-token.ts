// Tells a waiting state machine that its task is done. A token is settled once; whoever comes later
// has nothing to say.
import { SendTaskSuccessCommand, type SFNClient } from '@aws-sdk/client-sfn';

/** The execution has ended, the wait has timed out, or somebody else was first. */
const SETTLED: ReadonlySet<string> = new Set(['TaskDoesNotExist', 'TaskTimedOut', 'InvalidToken']);

/** @param output JSON text, at most 256 KiB */
export async function sendToken(client: SFNClient, token: string, output: string): Promise<void> {
  try {
    await client.send(new SendTaskSuccessCommand({ taskToken: token, output }));
  } catch (error) {
    if (error instanceof Error && SETTLED.has(error.name)) return;
    throw error;
  }
}
