// Where config.json of a run lies for a card that is written to some folder: the card's hint names it.
import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import type { ConfigOfCard } from '../../shared/report/card/card-subject.ts';
import { lastThere } from './shipping-folder.ts';

/**
 * Relative to the card within the run's directory, which may be moved; else absolute. Null without a config.json.
 * @param folder of the card, which need not be there yet
 */
export async function configOfCard(
  directory: string,
  folder: string,
): Promise<ConfigOfCard | null> {
  const path = resolve(directory, 'config.json');
  if (!existsSync(path)) return null;
  // Of a linked folder `..` is the parent of where the link leads.
  const [run, card] = await Promise.all([directory, folder].map(realPathOf));
  const up = relative(card as string, run as string);
  const isWithin = up.split(sep).every((part) => part === '' || part === '..');
  if (!isWithin) return { path, isFromCard: false };
  return { path: join(up, 'config.json').replaceAll(sep, '/'), isFromCard: true };
}

async function realPathOf(place: string): Promise<string> {
  const last = await lastThere(resolve(place));
  return join(await realpath(last), relative(last, resolve(place)));
}
