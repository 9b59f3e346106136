// A candidate's network as the page draws it, and what a page says where examples are no images that it can draw.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Shape } from '../../shared/contracts/task.ts';
import type { NetworkNode } from '../../shared/network/network.ts';
import { networkFigure } from '../../shared/network/network-figure.ts';
import type { GenomeRow, RunPage } from '../../shared/report/page-data.ts';
import { pageHtml } from '../../shared/report/page-html.ts';
import {
  activation,
  add,
  dense,
  dropout,
  flatten,
  input,
  networkOfNodes,
} from '../network/network-of-nodes.ts';
import { BRANCHED, drawnNodes } from '../training/branched-networks.ts';
import { hasNoBrowser, SKIPPED, template, watchedPage } from './browser.ts';
import { noteTexts, overlaps } from './overlaps.ts';
import { syntheticPage } from './synthetic-page.ts';
import { browser, folder, useBrowser } from './use-browser.ts';

const RUN = syntheticPage({ candidates: 12, generations: 2, seed: 4 });
/** Branches of unequal length, two skip connections that pass the same block, and long words. */
const BRANCHES = [
  input(),
  flatten('flat', 'input'),
  dense('stem', 'flat', 1024),
  activation('stem-a', 'stem', 'sigmoid'),
  dropout('stem-d', 'stem-a', 0.4258),
  dense('a1', 'stem-d', 128),
  dense('a2', 'a1', 128),
  activation('a2-a', 'a2', 'sigmoid'),
  dropout('a2-d', 'a2-a', 0.4844),
  dense('a3', 'a2-d', 128),
  dense('b1', 'stem-d', 512),
  dense('b2', 'b1', 128),
  dense('c1', 'stem-d', 128),
  add('sum', 'a1', 'a3', 'b2', 'c1'),
  activation('sum-a', 'sum', 'relu'),
  add('more', 'a2-d', 'sum-a'),
  dense('logits', 'more', 3),
];

useBrowser();

async function opened(run: RunPage): Promise<Page> {
  const file = join(folder, 'report.html');
  writeFileSync(file, pageHtml(template(), 'a run', run));
  const { page } = await watchedPage(browser, { viewport: { width: 390, height: 800 } });
  await noteTexts(page);
  await page.goto(pathToFileURL(file).href);
  await page.locator('#candidate-title').waitFor();
  return page;
}

/** The run with another row for the champion's genome, which the page shows first. */
function withChampion(change: (row: GenomeRow) => GenomeRow): RunPage {
  const { genomeHash } = RUN.head.champion!;
  return { ...RUN, genomes: { ...RUN.genomes, [genomeHash]: change(RUN.genomes[genomeHash]!) } };
}

function withNetwork(nodes: readonly NetworkNode[]): RunPage {
  return withChampion((row) => ({ ...row, network: networkFigure(networkOfNodes(nodes)) }));
}

/** Of examples of another shape, with a misclassified one and a champion's network. */
function withShape(shape: Shape): RunPage {
  const misclassified = [
    { image: 7, label: 1, predicted: 2, probability: 0.9, labelProbability: 0.1, pixels: 'AAAA' },
  ];
  const model = { json: '{}', weights: '', path: 'champion/tfjs/weights.bin' };
  return {
    ...RUN,
    head: { ...RUN.head, misclassified, data: { ...RUN.head.data, shape } },
    model,
  };
}

/** Words of the drawing that a line, a connection or a block lies on. */
const COVERED = `(() => {
  const svg = document.querySelector('#candidate .genome svg');
  const shapes = [...svg.querySelectorAll('g rect, path.wires, path.skip')];
  const covers = (shape, x, y) => {
    const point = new DOMPoint(x, y);
    return shape.isPointInStroke(point) || (!shape.matches('.skip') && shape.isPointInFill(point));
  };
  return [...svg.querySelectorAll('text')].filter((text) => {
    const { x, y, width, height } = text.getBBox();
    const steps = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];
    return shapes.some((shape) =>
      steps.some((right) => steps.some((down) => covers(shape, x + width * right, y + height * down))),
    );
  }).map((text) => text.textContent);
})()`;

const inWords = (page: Page) => page.locator('#candidate .genome svg').getAttribute('aria-label');

describe.skipIf(hasNoBrowser)(`the drawing of a network ${SKIPPED}`, { timeout: 60_000 }, () => {
  it('names each block, and of branches what each reads', async () => {
    const page = await opened(withNetwork(BRANCHES));
    expect(await inWords(page)).toBe(
      [
        'Network. 1: input, 28 × 28; 2: dense 1,024, sigmoid, dropout 0.4258, reads 1',
        '3: dense 128, reads 2; 4: dense 128, sigmoid, dropout 0.4844, reads 3; 5: dense 128, reads 4',
        '6: dense 512, reads 2; 7: dense 128, reads 6; 8: dense 128, reads 2',
        '9: add, relu, reads 3 and 5 and 7 and 8; 10: add, reads 4 and 9; 11: dense 3, 3 classes, reads 10.',
      ].join('; '),
    );
    expect(await page.locator('#candidate .genome .block').count()).toBe(9);
    expect(await page.locator('#candidate .genome .skip').count()).toBe(2);
    await page.context().close();
  });

  it.each<[string, readonly NetworkNode[]]>([
    ['branches', BRANCHES],
    ['a skip connection', BRANCHED['a skip connection']!],
    ['dropout of the image', BRANCHED['dropout of the image, and of what is dropped already']!],
    ['a drawn network', drawnNodes(1)],
  ])('has no line across words: %s', async (_, nodes) => {
    const page = await opened(withNetwork(nodes));
    expect(await page.locator('#candidate .genome text').count()).toBeGreaterThan(3);
    expect(await page.evaluate(COVERED)).toEqual([]);
    expect(await overlaps(page)).toEqual([]);
    await page.context().close();
  });

  it('of a chain is a sentence', async () => {
    const page = await opened(RUN);
    expect(await inWords(page)).toMatch(/^Network: input, 28 × 28; then dense \d.*, 10 classes\.$/);
    await page.context().close();
  });

  it('is one of the genes where the page has no network', async () => {
    const page = await opened(withChampion(({ network: _, ...row }) => row));
    expect(await inWords(page)).toMatch(/^layers: units \d/);
    await page.context().close();
  });
});

describe.skipIf(hasNoBrowser)(`a page of other examples ${SKIPPED}`, { timeout: 60_000 }, () => {
  it.each([
    ['images of 3 channels', { height: 28, width: 32, channels: 3 }, '28 × 32, 3 channels'],
    ['features', { features: 64 }, '64 features'],
  ])('says of %s why it draws none', async (_, shape, words) => {
    const page = await opened(withShape(shape));
    for (const panel of ['#draw', '#misclassified']) {
      expect(await page.locator(panel).locator('.nothing').textContent()).toBe(
        'Available for images of one channel.',
      );
      expect(await page.locator(panel).locator('canvas').count()).toBe(0);
    }
    expect(await inWords(page)).toContain(`input, ${words}; `);
    await page.context().close();
  });
});
