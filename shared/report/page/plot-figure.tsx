// A chart of Observable Plot as a part of the page, as wide as its place.
import * as Plot from '@observablehq/plot';
import { useEffect, useRef } from 'preact/hooks';
import { fittingMargins, shortenLabels, thinTicks } from './fit-labels.ts';
import { useWidth } from './use-width.ts';

/**
 * @param label says in words what the chart shows, for who does not see it
 * @param options as Plot takes them; made anew only when its data are
 */
export function PlotFigure({ label, options }: { label: string; options: Plot.PlotOptions }) {
  const place = useRef<HTMLDivElement>(null);
  const width = useWidth(place);
  useEffect(() => {
    if (place.current === null || width === 0) return;
    const whole = { marginLeft: 56, ...options, width };
    const draft = drawn(whole);
    place.current.replaceChildren(draft);
    const margins = fittingMargins(draft, whole);
    const svg = margins === null ? draft : drawn({ ...whole, ...margins });
    if (svg !== draft) place.current.replaceChildren(svg);
    thinTicks(svg);
    shortenLabels(svg);
  }, [options, width]);
  return <div ref={place} class="chart" role="img" aria-label={label} />;
}

function drawn(options: Plot.PlotOptions) {
  const svg = Plot.plot(options);
  // Its rules lie in style.css: the page's policy lets no others in.
  for (const style of svg.querySelectorAll('style')) style.remove();
  svg.setAttribute('aria-hidden', 'true');
  return svg;
}
