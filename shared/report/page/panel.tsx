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

/** @param lead one or two sentences that say what is seen, and what it does not say */
export function Section({
  id,
  title,
  lead,
  isWide = false,
  children,
}: {
  id: string;
  title: string;
  lead?: ComponentChildren;
  isWide?: boolean;
  children: ComponentChildren;
}) {
  return (
    <section id={id} class={isWide ? 'panel wide' : 'panel'} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{title}</h2>
      {lead && <p class="lead">{lead}</p>}
      {children}
    </section>
  );
}

/** In place of what a run has no numbers for. */
export function Nothing({ children }: { children: ComponentChildren }) {
  return <p class="nothing">{children}</p>;
}
