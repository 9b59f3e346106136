// All tests of the state machines on LocalStack: imported into one file, they share one LocalStack.
import { afterAll } from 'vitest';
import { stopLocalStack } from './on-localstack.ts';
import './machines.on-localstack.ts';
import './tokens.on-localstack.ts';
import './retries.on-localstack.ts';

afterAll(stopLocalStack, 30_000);
