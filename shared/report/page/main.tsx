// The page's beginning: what lies in the file is shown, or the server that sent it is followed.
import { render } from 'preact';
import type { PageContent } from '../page-data.ts';
import { ComparisonApp } from './comparison-app.tsx';
import { LiveApp } from './live-app.tsx';
import { RunApp } from './run-app.tsx';
import { restoreTheme } from './theme.ts';

function App({ content }: { readonly content: PageContent }) {
  switch (content.kind) {
    case 'live':
      return <LiveApp />;
    case 'comparison':
      return <ComparisonApp page={content} />;
    case 'run':
      return <RunApp page={content} connection={null} />;
  }
}

restoreTheme();
const content = document.getElementById('content')?.textContent ?? '';
const place = document.getElementById('page');
if (place !== null) render(<App content={JSON.parse(content)} />, place);
