// The prose of a Markdown document, paragraph by paragraph; code blocks, addresses and tables' rules are left out.
import type { Passage } from './passage.ts';

/** @param path of the document, for the reader of a failure */
export function proseIn(path: string, markdown: string): Passage[] {
  const found: Passage[] = [];
  let open: { where: string; lines: string[] } | null = null;
  let isCode = false;
  const close = () => {
    if (open !== null) found.push({ where: open.where, text: plain(open.lines.join(' ')) });
    open = null;
  };
  for (const [index, line] of markdown.split('\n').entries()) {
    const where = `${path}:${index + 1}`;
    if (/^\s*```/.test(line)) {
      close();
      isCode = !isCode;
      continue;
    }
    if (isCode) continue;
    if (line.trim() === '') close();
    else if (line.startsWith('|')) {
      close();
      for (const cell of line.split('|')) found.push({ where, text: plain(cell) });
    } else if (/^\s*(#+|[-*]|\d+\.)\s/.test(line)) {
      close();
      open = { where, lines: [line.replace(/^\s*(#+|[-*]|\d+\.)\s+/, '')] };
      if (line.startsWith('#')) close();
    } else if (open === null) open = { where, lines: [line.trim()] };
    else open.lines.push(line.trim());
  }
  close();
  return found.filter(({ text }) => /\p{L}/u.test(text));
}

/** A link's text without its address, an image's description, no emphasis. */
function plain(text: string): string {
  return text
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/<[^>]+>/g, '')
    .replace(/\*\*/g, '')
    .trim();
}
