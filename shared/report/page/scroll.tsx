// A part of the page that scrolls by itself where it has no room, by keyboard too.
import type { ComponentChildren } from 'preact';

/** @param isTall it is kept to a part of the window's height */
export function Scroll({
  label,
  isTall = false,
  children,
}: {
  label: string;
  isTall?: boolean;
  children: ComponentChildren;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without it no key would scroll it
    <section class={isTall ? 'scroll tall' : 'scroll'} tabIndex={0} aria-label={label}>
      {children}
    </section>
  );
}
