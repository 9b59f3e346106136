// page.html, which the build puts beside the bundles.
import { readFileSync } from 'node:fs';

let text: string | undefined;

/** Read once a process. */
export function pageTemplate(): string {
  text ??= readFileSync(new URL('./page.html', import.meta.url), 'utf8');
  return text;
}
