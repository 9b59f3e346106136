// Whether the stack's training functions are given messages.
import {
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { clientsOf } from './clients.ts';
import type { DeployedStack } from './deployed-stack.ts';

export async function listenToQueue(
  { place, outputs }: DeployedStack,
  Enabled: boolean,
): Promise<void> {
  const { lambda } = clientsOf(place);
  const { EventSourceMappings = [] } = await lambda.send(
    new ListEventSourceMappingsCommand({ FunctionName: outputs.TrainAndScoreFunction }),
  );
  for (const { UUID } of EventSourceMappings) {
    await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled }));
  }
}
