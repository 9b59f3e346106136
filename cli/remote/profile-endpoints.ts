// Endpoints of the AWS profile, as environment variables: the clients, CDK as a child process, the form of S3's
// addresses and the links to the console then follow them as they follow AWS_ENDPOINT_URL.
import { getProfileName, loadConfig } from '@smithy/core/config';
import { InvalidInput, shown } from '../../shared/kernel/errors.ts';

type Section = Readonly<Record<string, string | undefined>>;

interface Profile {
  readonly profile: Section;
  readonly sections: Readonly<Record<string, Section | undefined>>;
}

const NAME = 'AWS_ENDPOINT_URL';
const KEY = 'endpoint_url';

/**
 * Sets AWS_ENDPOINT_URL and AWS_ENDPOINT_URL_SERVICE from `endpoint_url` and `services` of the profile. The
 * environment goes before the profile; where endpoints are to be ignored, those of the environment are removed.
 * @throws InvalidInput when the profile names a services section that is not there
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
export async function adoptProfileEndpoints(env: NodeJS.ProcessEnv = process.env): Promise<void> {
  const { profile, sections } = await loadConfig<Profile>({
    environmentVariableSelector: () => undefined,
    configFileSelector: (found, all) => ({ profile: found, sections: all ?? {} }),
    default: { profile: {}, sections: {} },
  })();
  const ignored =
    env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS ?? profile.ignore_configured_endpoint_urls;
  if (ignored?.toLowerCase() === 'true') {
    for (const name of Object.keys(env)) if (isEndpoint(name)) delete env[name];
    return;
  }
  // AWS_ENDPOINT_URL goes before everything in the profile.
  if (env[NAME]) return;
  for (const [name, url] of [...ofServices(profile, sections), [NAME, profile[KEY]] as const]) {
    if (url && !env[name]) env[name] = url;
  }
}

/** `s3.endpoint_url` of the section `services NAME` becomes AWS_ENDPOINT_URL_S3. */
function ofServices({ services }: Section, sections: Profile['sections']) {
  if (services === undefined) return [];
  const section = sections[`services.${services}`];
  if (section === undefined) {
    const path = `services of the AWS profile ${getProfileName({})}`;
    const allowed = `a section [services ${services}] in the AWS configuration file`;
    const value = shown(services);
    const problem = `${value} does not exist`;
    throw new InvalidInput([{ path, value, problem, allowed }]);
  }
  return Object.entries(section).flatMap(([key, url]) => {
    const [, service] = new RegExp(`^(.+)\\.${KEY}$`).exec(key) ?? [];
    return service === undefined ? [] : [[`${NAME}_${service.toUpperCase()}`, url] as const];
  });
}

function isEndpoint(name: string): boolean {
  return name === NAME || name.startsWith(`${NAME}_`);
}
