// A person explores a run in its report: walks its lineage, finds a candidate in all panels, filters, takes a file.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { pageHtml } from '../../shared/report/page-html.ts';
import { hasNoBrowser, SKIPPED, template, watchedPage } from './browser.ts';
import { syntheticPage } from './synthetic-page.ts';
import { browser, folder, useBrowser } from './use-browser.ts';

const RUN = syntheticPage({ candidates: 300, generations: 6, seed: 1 });
const CHAMPION = RUN.head.champion!.candidateId;
const rowOf = (id: string) => RUN.evaluations.find(({ candidateId }) => candidateId === id)!;

let report: string;
useBrowser(async () => {
  const file = join(folder, 'report.html');
  writeFileSync(file, pageHtml(template(), 'a run', RUN));
  report = pathToFileURL(file).href;
});

async function opened() {
  const watched = await watchedPage(browser);
  await watched.page.goto(report);
  await watched.page.locator('#headline').waitFor();
  return watched;
}

const candidateOf = (page: Page) => page.locator('#candidate-title').textContent();

/** Whether something was drawn on the first canvas of a part. */
const inked = (part: string) => `(() => {
  const canvas = document.querySelector('${part} canvas');
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  return data.some((value) => value > 0);
})()`;

describe.skipIf(hasNoBrowser)(`a run explored ${SKIPPED}`, { timeout: 60_000 }, () => {
  it('is printed with its names and heads, its pictures drawn though nobody looked at them', async () => {
    const { page } = await opened();
    await page.emulateMedia({ media: 'print' });
    for (const picture of ['#lineage', '#scatter', '#parallel']) {
      await expect.poll(() => page.evaluate(inked(picture))).toBe(true);
    }
    expect(await page.locator('#lineage .steps button').first().isVisible()).toBe(true);
    expect(await page.locator('#evaluations th button').first().isVisible()).toBe(true);
    expect(await page.locator('#draw').isVisible()).toBe(false);
    expect(await page.locator('.parts').isVisible()).toBe(false);
  });

  it("lists the champion's way from its first ancestor, and shows whom a person clicks", async () => {
    const { page, faults } = await opened();
    expect(await candidateOf(page)).toBe(`Candidate ${CHAMPION}`);
    const steps = page.locator('#lineage .steps').first().locator('li');
    expect(await steps.count()).toBe(6);
    expect(await steps.first().textContent()).toMatch(/drawn at random:.*g0-/);
    const { changes, parents } = rowOf(CHAMPION);
    expect(await steps.last().textContent()).toContain(`${changes[0]!.gene} ${changes[0]!.from} →`);
    await steps.first().getByRole('button').click();
    await expect.poll(() => candidateOf(page)).toMatch(/Candidate g0-/);
    await page.getByLabel('Find a candidate').fill(parents[0]!);
    await page.keyboard.press('Enter');
    await expect.poll(() => candidateOf(page)).toBe(`Candidate ${parents[0]}`);
    expect(faults).toEqual([]);
  });

  it('is walked by arrow keys from child to parent and back, and selected by Enter', async () => {
    const { page } = await opened();
    const picture = page.locator('#lineage').getByRole('application');
    const said = () => page.locator('#lineage [aria-live]').textContent();
    await picture.press('ArrowLeft');
    await expect.poll(said).toContain(`${CHAMPION}, generation 5`);
    await picture.press('ArrowLeft');
    const [parent = ''] = rowOf(CHAMPION).parents;
    await expect.poll(said).toContain(`${parent}, generation 4`);
    await picture.press('Enter');
    await expect.poll(() => candidateOf(page)).toBe(`Candidate ${parent}`);
    await picture.press('ArrowRight');
    const child = RUN.evaluations.find(({ parents }) => parents[0] === parent)!;
    await expect.poll(said).toContain(`${child.candidateId}, generation 5`);
  });

  it('names its points by arrow keys, whatever they cost by', async () => {
    const { page } = await opened();
    const scatter = page.locator('#scatter');
    await scatter.getByRole('button', { name: 'CPU time' }).click();
    await scatter.getByRole('application').press('ArrowRight');
    const cheapest = RUN.evaluations.toSorted((a, b) => a.training!.trainMs - b.training!.trainMs);
    await expect
      .poll(() => scatter.locator('[aria-live]').textContent())
      .toContain(`${cheapest[0]!.candidateId}, `);
  });

  it('says how many genomes are within limits that were typed', async () => {
    const { page } = await opened();
    const parallel = page.locator('#parallel');
    await parallel.getByText('Limits by axis').click();
    await parallel.getByLabel('accuracy at least').fill('0.95');
    await page.keyboard.press('Tab');
    await parallel.getByLabel('optimizer.kind is').selectOption('adam');
    const expected = RUN.evaluations.filter(
      ({ genomeHash, values }) =>
        (values[0] ?? 0) >= 0.95 &&
        (RUN.genomes[genomeHash]!.genome.optimizer as { kind: string }).kind === 'adam',
    );
    await expect
      .poll(() => parallel.getByRole('status').textContent())
      .toBe(`${expected.length} of 300 genomes are within the limits.`);
  });

  it('filters and sorts all evaluations, and gives the rows that are left as a file', async () => {
    const { page, requests } = await opened();
    const panel = page.locator('#evaluations');
    await panel.scrollIntoViewIfNeeded();
    await panel.getByLabel('status').selectOption('diverged');
    await panel.getByRole('button', { name: 'parameters' }).click();
    const left = RUN.evaluations.filter(({ status }) => status === 'diverged');
    await expect
      .poll(() => panel.getByRole('status').textContent())
      .toContain(`${left.length} of 300 evaluations`);
    const header = panel.getByRole('columnheader', { name: 'parameters' });
    expect(await header.getAttribute('aria-sort')).toBe('ascending');
    const read = async (kind: string) => {
      const waiting = page.waitForEvent('download');
      await panel.getByRole('button', { name: `Download ${kind}` }).click();
      return readFileSync(await (await waiting).path(), 'utf8');
    };
    const sizes = (JSON.parse(await read('JSON')) as { parameters: number }[]).map(
      ({ parameters }) => parameters,
    );
    expect(sizes).toHaveLength(left.length);
    expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
    const lines = (await read('CSV')).split('\r\n');
    expect(lines[0]).toMatch(/^generation,phase,label,arm,candidateId,/);
    expect(lines).toHaveLength(left.length + 2);
    expect(requests.filter((address) => !address.startsWith('blob:'))).toEqual([report]);
  });
});
