// The colours that a person chose, kept by the browser from one visit to the next where it lets a page keep anything.

export type Theme = 'light' | 'dark';

const KEY = 'evolambda.theme';

/** Shows the theme that was chosen on an earlier visit, before anything is drawn. */
export function restoreTheme(): void {
  const kept = keptTheme();
  if (kept !== null) document.documentElement.dataset.theme = kept;
}

export function chooseTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // The choice holds until the page is closed.
  }
}

/** As chosen, or else as the system has it. */
export function themeNow(): Theme {
  const { theme } = document.documentElement.dataset;
  if (theme === 'light' || theme === 'dark') return theme;
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

/** Storage may be blocked, or hold what no page of ours wrote. */
function keptTheme(): Theme | null {
  try {
    const kept = localStorage.getItem(KEY);
    return kept === 'light' || kept === 'dark' ? kept : null;
  } catch {
    return null;
  }
}
