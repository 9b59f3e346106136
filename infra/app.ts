// The CDK app's composition root: settings from the context, one stack, checked by cdk-nag.
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { InvalidInput } from '../shared/kernel/errors.ts';
import { readSettings } from './settings.ts';
import { EvolambdaStack } from './stack.ts';

/**
 * Writes the cloud assembly where the CDK command expects it.
 * @param projectRoot folder of package.json
 * @returns the process's exit code: 2 for settings that cannot be, told in words
 */
export function synthesize(projectRoot: string): number {
  try {
    const settings = readSettings(new App({ autoSynth: false }).node.getAllContext());
    // An emulator is plain http, which the rules forbid with reason; what is left out there is
    // checked by every synthesis for AWS.
    const app = new App({
      autoSynth: false,
      builtinCloudFormationValidation: !settings.local,
    });
    if (!settings.local) Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    new EvolambdaStack(app, settings, projectRoot);
    app.synth();
    return 0;
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    process.stderr.write(`Invalid settings of the stack:\n${error.message}\n`);
    return 2;
  }
}
