// A page as one file: the template that the build makes of page/, with its data put in. The file asks nothing of
// the network, and its policy says so to the browser.
import type { PageContent } from './page-data.ts';

/** Places of the template that are filled in; the build writes them. */
export const SLOTS = {
  title: '<!--evolambda:title-->',
  data: '<!--evolambda:data-->',
  connect: '__evolambda_connect__',
} as const;

/** @param template text of page.html @returns the text of a file that is whole in itself */
export function pageHtml(template: string, title: string, content: PageContent): string {
  const connect = content.kind === 'live' ? "'self'" : "'none'";
  return [
    [SLOTS.connect, connect],
    [SLOTS.title, escaped(title)],
    [SLOTS.data, inScript(content)],
  ].reduce((text, [slot, value]) => filled(text, slot as string, value as string), template);
}

function filled(text: string, slot: string, value: string): string {
  const at = text.indexOf(slot);
  if (at < 0) throw new Error(`the template of the page has no ${slot}`);
  return text.slice(0, at) + value + text.slice(at + slot.length);
}

/** No text of a run can end the element that it stands in, or begin another. */
function inScript(content: PageContent): string {
  return JSON.stringify(content).replaceAll('<', '\\u003c');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
