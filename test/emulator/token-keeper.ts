// Task tokens as Step Functions keeps them: each is settled once, and only by a token that was issued.
import { SendTaskSuccessCommand, type SFNClient, TaskTimedOut } from '@aws-sdk/client-sfn';

export class TokenKeeper {
  #issued = 0;
  readonly #outputs = new Map<string, Record<string, unknown>>();
  readonly #expired = new Set<string>();

  issue(): string {
    this.#issued += 1;
    return `token-${this.#issued}`;
  }

  /** The wait ends: whoever sends this token from now on is too late. */
  expire(token: string): void {
    this.#expired.add(token);
  }

  /** What a token was sent with; undefined while nobody has. */
  outputOf(token: string): Record<string, unknown> | undefined {
    return this.#outputs.get(token);
  }

  /** A client that keeps tokens here and leaves the rest to another. */
  client(other: SFNClient): SFNClient {
    const send = async (command: unknown): Promise<unknown> => {
      if (!(command instanceof SendTaskSuccessCommand)) return other.send(command as never);
      const { taskToken = '', output = '' } = command.input;
      if (this.#outputs.has(taskToken) || this.#expired.has(taskToken)) {
        throw new TaskTimedOut({ message: 'the token was settled', $metadata: {} });
      }
      this.#outputs.set(taskToken, JSON.parse(output));
      return {};
    };
    return { send } as unknown as SFNClient;
  }
}
