// The chart of one endpoint, for Plot: a strip for each group.
import * as Plot from '@observablehq/plot';
import { chartAxis, quantityOf } from '../../analysis/chart-axis.ts';
import type { Endpoint } from '../../analysis/endpoints.ts';
import { readingsOf } from '../../analysis/endpoints.ts';
import { type MedianInterval, medianInterval } from '../../analysis/median-interval.ts';
import { objectiveOnAxis, value } from '../words.ts';
import type { ComparisonView } from './comparison-view.ts';

const STRIP = 46;

interface StripDot {
  readonly place: number;
  readonly reading: number;
  readonly title: string;
}

export function stripOptions(
  { groups, shortName }: ComparisonView,
  endpoint: Endpoint,
): Plot.PlotOptions {
  const { objective } = endpoint;
  const strips = groups.map((group, place) => ({
    group,
    place,
    median: medianInterval(readingsOf(group.runs, endpoint)),
    dots: group.runs.flatMap((run): StripDot[] => {
      const reading = endpoint.of(run);
      if (reading === null) return [];
      const title = `${shortName(run.name)}\nseed ${run.head.config.seed}\n${value(reading, objective)}`;
      return [{ place, reading, title }];
    }),
  }));
  const dots = strips.flatMap((strip) => strip.dots);
  const ends = strips.flatMap(({ median, dots: own }) => [
    ...(median === null ? [] : [median.low, median.high]),
    ...own.map(({ reading }) => reading),
  ]);
  return {
    height: groups.length * STRIP + 50,
    marginLeft: 12,
    marginRight: 12,
    x: {
      label: objectiveOnAxis(objective),
      ...{ grid: true, inset: 10 },
      ...chartAxis(quantityOf(objective), ends, { count: 3 }),
    },
    y: { axis: null, domain: [-0.6, groups.length - 0.5], reverse: true },
    marks: [
      Plot.text(strips, {
        ...{ y: (strip: { place: number }) => strip.place - 0.38 },
        ...{ text: (strip: (typeof strips)[number]) => strip.group.name },
        ...{ frameAnchor: 'left', textAnchor: 'start', fontSize: 12 },
        ...{ lineWidth: 22, textOverflow: 'ellipsis' },
      }),
      ...strips.flatMap(({ group: { look }, place, median, dots: own }): Plot.Markish[] => [
        ...intervalMarks(place, median, look.colour),
        Plot.dot(own, {
          ...{ x: 'reading', y: 'place', r: 4.5, symbol: look.symbol },
          ...{ fill: look.colour, fillOpacity: 0.6, stroke: look.colour },
        }),
      ]),
      Plot.tip(dots, Plot.pointer({ x: 'reading', y: 'place', title: 'title' })),
    ],
  };
}

function intervalMarks(
  place: number,
  median: MedianInterval | null,
  colour: string,
): Plot.Markish[] {
  if (median === null || median.count < 2) return [];
  const below = place + 0.28;
  return [
    Plot.ruleY([median], { x1: 'low', x2: 'high', y: below, stroke: colour, strokeWidth: 2 }),
    Plot.ruleX([median], {
      ...{ x: 'median', y1: place - 0.2, y2: place + 0.4 },
      ...{ stroke: colour, strokeWidth: 3 },
    }),
  ];
}
