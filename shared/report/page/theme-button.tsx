// Light or dark: as the system has it, until a person chooses.
import { useEffect, useState } from 'preact/hooks';
import { chooseTheme, themeNow } from './theme.ts';

export function ThemeButton() {
  const [theme, setTheme] = useState(themeNow);
  const other = theme === 'dark' ? 'light' : 'dark';
  useEffect(() => {
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    const read = () => setTheme(themeNow());
    scheme.addEventListener('change', read);
    return () => scheme.removeEventListener('change', read);
  }, []);
  const change = () => {
    chooseTheme(other);
    setTheme(other);
  };
  return (
    <button type="button" class="theme" onClick={change}>
      {other === 'light' ? 'Light' : 'Dark'} colours
    </button>
  );
}
