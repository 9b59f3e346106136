// What all panels share: their frame, and which candidate a person looks at.
import { type ComponentChildren, createContext, type FunctionComponent } from 'preact';
import { useContext } from 'preact/hooks';
import type { RunView } from './run-view.ts';

export type Panel = FunctionComponent<{ view: RunView }>;

/** The candidate that a person looks at, in all panels at once. */
export const Selection = createContext<{
  readonly selected: string | null;
  /** Counts selections: a candidate may be selected again, to be shown again. */
  readonly turn: number;
  readonly select: (candidateId: string | null) => void;
}>({ selected: null, turn: 0, select: () => undefined });

export function useSelection() {
  return useContext(Selection);
}

/**
 * @param lead one sentence of at most 25 words: what the panel shows
 * @param help one paragraph per item, opened by a person: how to read the panel
 */
export function Section({
  id,
  title,
  lead,
  help = [],
  isWide = false,
  children,
}: {
  id: string;
  title: string;
  lead?: string;
  help?: readonly ComponentChildren[];
  isWide?: boolean;
  children: ComponentChildren;
}) {
  return (
    <section id={id} class={isWide ? 'panel wide' : 'panel'} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{title}</h2>
      {lead && <p class="lead">{lead}</p>}
      {help.length > 0 && <Help title={title} paragraphs={help} />}
      {children}
    </section>
  );
}

function Help({ title, paragraphs }: { title: string; paragraphs: readonly ComponentChildren[] }) {
  return (
    <details class="help">
      <summary aria-label={`How to read this: ${title}`}>How to read this</summary>
      {paragraphs.map((paragraph, place) => (
        <div key={place}>{paragraph}</div>
      ))}
    </details>
  );
}

/** In place of a panel's content where a run has no numbers for it. */
export function Nothing({ children }: { children: ComponentChildren }) {
  return <p class="nothing">{children}</p>;
}
