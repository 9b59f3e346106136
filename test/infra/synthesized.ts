// The stack as the tests look at it: synthesized with the flags of cdk.json, without bundling.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { App } from 'aws-cdk-lib';
import { readSettings } from '../../infra/settings.ts';
import { EvolambdaStack } from '../../infra/stack.ts';
import type { CloudFormationTemplate } from './template-in-words.ts';

export const root = fileURLToPath(new URL('../../', import.meta.url));
const { context: flags } = JSON.parse(readFileSync(`${root}cdk.json`, 'utf8')) as {
  context: Record<string, unknown>;
};

// The CDK removes no folder that it makes itself; one for all files of the process.
const assemblies = mkdtempSync(join(tmpdir(), 'evolambda-assemblies-'));
process.once('exit', () => rmSync(assemblies, { recursive: true, force: true }));

/** The app before synthesis, for checks that walk its constructs. */
export function appWith(settings: Readonly<Record<string, unknown>> = {}): App {
  const app = new App({
    outdir: mkdtempSync(join(assemblies, 'app-')),
    autoSynth: false,
    builtinCloudFormationValidation: false,
    context: {
      ...flags,
      'aws:cdk:bundling-stacks': [],
      'aws:cdk:enable-path-metadata': true,
      'aws:cdk:disable-asset-staging': true,
    },
  });
  new EvolambdaStack(app, readSettings(settings), root);
  return app;
}

/** By settings: a synthesis takes half a second, and many tests look at the same stack. */
const templates = new Map<string, CloudFormationTemplate>();

/** The template of a stack with these settings, to be read only. */
export function templateWith(
  settings: Readonly<Record<string, unknown>> = {},
): CloudFormationTemplate {
  const key = JSON.stringify(settings);
  const known = templates.get(key);
  if (known !== undefined) return known;
  const [stack] = appWith(settings).synth().stacks;
  const template = stack!.template as CloudFormationTemplate;
  templates.set(key, template);
  return template;
}
