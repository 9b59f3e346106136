// The template of the pages: the browser's code and style in one HTML file, with a policy that lets these very
// texts run and nothing else. shared/report/page-html.ts puts the data in. A module of Node that the page's code
// imported would end the build.
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** @returns the text of page.html */
export async function buildPage() {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: { page: 'shared/report/page/main.tsx', style: 'shared/report/page/style.css' },
    outdir: 'page',
    write: false,
    bundle: true,
    minify: true,
    platform: 'browser',
    format: 'iife',
    target: ['es2022', 'chrome110', 'firefox115', 'safari16.4'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    charset: 'utf8',
    legalComments: 'eof',
    logLevel: 'silent',
  });
  const textOf = (suffix) => outputFiles.find(({ path }) => path.endsWith(suffix)).text.trim();
  const [script, style] = [textOf('.js'), textOf('.css')];
  const policy = [
    "default-src 'none'",
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(style)}`,
    'img-src data: blob:',
    'connect-src __evolambda_connect__',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    '<meta name="referrer" content="no-referrer">',
    '<link rel="icon" href="data:,">',
    '<title><!--evolambda:title--></title>',
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    '<noscript>This page requires JavaScript. It does not use the network.</noscript>',
    '<div id="page"></div>',
    '<script type="application/json" id="content"><!--evolambda:data--></script>',
    `<script>${script}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function hashOf(text) {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
