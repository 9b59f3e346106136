// page.html, which the synthesis puts beside a bundle that writes pages (infra/copy-page.mjs).
import { readFileSync } from 'node:fs';

let text: string | undefined;

/** Read once a container. */
export function pageTemplate(): string {
  text ??= readFileSync(new URL('./page.html', import.meta.url), 'utf8');
  return text;
}
