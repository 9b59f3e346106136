// The colours of style.css for what is drawn on a canvas, read anew when the theme changes.
import { lab } from 'd3';
import { useEffect, useState } from 'preact/hooks';

const NAMES = [
  ...(['ink', 'quiet', 'card', 'line', 'search'] as const),
  ...(['baseline', 'champion', 'bad', 'mark'] as const),
] as const;

export type Palette = Readonly<Record<(typeof NAMES)[number], string>> & {
  readonly isDark: boolean;
};

export function usePalette(): Palette {
  const [palette, setPalette] = useState(readPalette);
  useEffect(() => {
    // A canvas that is drawn while it is printed comes out blank.
    const read = () => !matchMedia('print').matches && setPalette(readPalette());
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    const observer = new MutationObserver(read);
    observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    scheme.addEventListener('change', read);
    return () => {
      observer.disconnect();
      scheme.removeEventListener('change', read);
    };
  }, []);
  return palette;
}

/** As an element shows them: a property itself holds both themes, as `light-dark()`. */
function readPalette(): Palette {
  const probe = document.body.appendChild(document.createElement('i'));
  const shown = getComputedStyle(probe);
  const colours = Object.fromEntries(
    NAMES.map((name) => {
      probe.style.color = `var(--${name})`;
      return [name, shown.color];
    }),
  ) as Record<(typeof NAMES)[number], string>;
  probe.remove();
  return { ...colours, isDark: lab(colours.card).l < 50 };
}
