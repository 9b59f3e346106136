// How many functions the account runs at once.
import { GetAccountSettingsCommand, type LambdaClient } from '@aws-sdk/client-lambda';

/** Undefined where the service does not tell: it is asked for a warning, not for a decision. */
export async function concurrencyQuota(client: LambdaClient): Promise<number | undefined> {
  try {
    const { AccountLimit } = await client.send(new GetAccountSettingsCommand({}));
    return AccountLimit?.ConcurrentExecutions;
  } catch {
    return undefined;
  }
}
