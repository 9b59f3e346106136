// Where downloads are kept between runs, by each platform's own custom.
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * EVOLAMBDA_CACHE_DIR, else the platform's cache directory for evolambda.
 * @see https://specifications.freedesktop.org/basedir-spec/latest/ (a relative path is ignored)
 */
export function cacheDirectory(
  environment: Environment,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  const own = environment.EVOLAMBDA_CACHE_DIR;
  if (own !== undefined && own !== '') return own;
  if (platform === 'win32') {
    return join(environment.LOCALAPPDATA || join(home, 'AppData', 'Local'), 'evolambda', 'Cache');
  }
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'evolambda');
  const xdg = environment.XDG_CACHE_HOME;
  const base = xdg !== undefined && isAbsolute(xdg) ? xdg : join(home, '.cache');
  return join(base, 'evolambda');
}
