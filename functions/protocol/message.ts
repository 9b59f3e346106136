// Messages of the queue as text.
import {
  type EvaluationMessage,
  evaluationMessageSchema,
} from '../../shared/contracts/evaluation-message.ts';
import { parseInput } from '../../shared/contracts/parse.ts';
import { InvalidInput } from '../../shared/kernel/errors.ts';

export function encodeMessage(message: EvaluationMessage): string {
  return JSON.stringify(message);
}

/** @throws InvalidInput when it is not a message of this contract version or the last */
export function decodeMessage(body: string): EvaluationMessage {
  return parseInput(evaluationMessageSchema, parsed(body), 'message') as EvaluationMessage;
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new InvalidInput([
      { path: 'message', value: 'text', problem: 'not valid JSON', allowed: 'JSON' },
    ]);
  }
}
