// Light or dark: as the system has it, until a person chooses.
import { useState } from 'preact/hooks';

export function ThemeButton() {
  const [isDark, setDark] = useState(() => matchMedia('(prefers-color-scheme: dark)').matches);
  const change = () => {
    document.documentElement.dataset.theme = isDark ? 'light' : 'dark';
    setDark(!isDark);
  };
  return (
    <button type="button" class="theme" onClick={change}>
      {isDark ? 'Light' : 'Dark'} colours
    </button>
  );
}
