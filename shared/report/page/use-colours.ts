// The page's colours for what is drawn on a canvas, which no stylesheet reaches; anew when the theme changes.
import { useEffect, useState } from 'preact/hooks';

/** Gives the value of a variable of style.css, such as `--search`. */
export type Colours = (variable: string) => string;

export function useColours(): Colours {
  const [colours, setColours] = useState<Colours>(() => coloursNow());
  useEffect(() => {
    const again = () => setColours(() => coloursNow());
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    const observer = new MutationObserver(again);
    observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    scheme.addEventListener('change', again);
    return () => {
      observer.disconnect();
      scheme.removeEventListener('change', again);
    };
  }, []);
  return colours;
}

/** Each is looked up once: a chart asks for every mark. */
function coloursNow(): Colours {
  const style = getComputedStyle(document.documentElement);
  const known = new Map<string, string>();
  return (variable) => {
    const colour = known.get(variable) ?? style.getPropertyValue(variable).trim();
    known.set(variable, colour);
    return colour;
  };
}
