// Rules of the house that no linter knows, checked on the text of our files.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const tracked = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter((file) => file !== '' && existsSync(join(root, file)));
const manifest = JSON.parse(read('package.json')) as Record<
  'dependencies' | 'devDependencies',
  Record<string, string>
>;
const packages = { ...manifest.dependencies, ...manifest.devDependencies };

describe('sources', () => {
  it('are short: no file over 300 lines', () => {
    const sources = tracked.filter((file) => /\.(tsx?|mjs)$/.test(file));
    expect(sources.filter((file) => read(file).split('\n').length - 1 > 300)).toEqual([]);
  });

  it('open with why they exist', () => {
    const sources = tracked.filter(
      (file) => /\.(tsx?|mjs)$/.test(file) && !file.endsWith('.test.ts'),
    );
    expect(sources.filter((file) => !/^(\/\/|\/\*\*|#!.*\n\/\/)/.test(read(file)))).toEqual([]);
  });

  it('have no drawer for odds and ends', () => {
    const drawer = /(^|\/|-)(utils?|helpers?|common|misc)[./]/;
    expect(tracked.filter((file) => drawer.test(file))).toEqual([]);
  });

  it('read no clock, no environment and no unseeded chance in shared/', () => {
    const chance = 'Math\\.random|random(UUID|Bytes|Int|FillSync)\\(|getRandomValues';
    // To format a date that somebody gives reads no clock.
    const machine =
      'new Date\\b|Date(\\.\\w+)?\\(|process\\.(env|argv|cwd|hrtime)|set(Timeout|Interval|Immediate)\\(';
    expect(withCode(new RegExp(`\\b(${chance}|${machine})`), isShared)).toEqual([]);
  });

  it('take time in training alone, where it is measured and decides nothing', () => {
    const untimed = (file: string) => isShared(file) && !file.startsWith('shared/training/');
    expect(withCode(/\bperformance\b/, untimed)).toEqual([]);
  });

  it("name mlp's fields in its kind alone, and what they share with a network where networks are read", () => {
    const fields = /\b(units|activation|dropout|learningRate|weightDecay|momentum)\b/;
    // The figure draws blocks of a network, which have activation and dropout as theirs.
    const ofNetworks =
      /^shared\/(network|training|genome\/kinds\/mlp|report\/page\/panels\/network-drawing)/;
    const general = (file: string) =>
      /^(shared|functions|infra)\//.test(file) && !ofNetworks.test(file);
    expect(withCode(fields, general)).toEqual([]);
  });

  it('name no genome in an engine, an exporter or a network', () => {
    // A trainer is given a genome, and hands the engine its network.
    const trainers = /^shared\/training\/((network-)?trainer\.ts|engine\.ts|own\/)/;
    const engines = (file: string) =>
      /^shared\/(network|training)\//.test(file) && !trainers.test(file);
    expect(withCode(/genome|\boptimizer\.kind\b/i, engines)).toEqual([]);
  });

  it('parse no name of a tensor or a node: what it says has fields of its own', () => {
    const readers = tracked.filter((file) => /^shared\/(network|training)\//.test(file));
    expect(readers.flatMap((file) => parsedNames(file, read(file)))).toEqual([]);
    const parsing = [
      "const [layer, part] = name.split('.');",
      "Number(layer.slice('layer'.length));",
      'const isParameter = /weight$/.test(tensor.name);',
      "node.id.startsWith('layer');",
      'weights.find(({ name }) => name.match(/bias/));',
    ];
    expect(parsedNames('a.ts', parsing.join('\n'))).toEqual(
      [1, 2, 3, 4, 5].map((n) => `a.ts:${n}`),
    );
  });

  it('pass no list as arguments: it may be longer than a call can take', () => {
    const sources = tracked.filter(
      (file) => /\.(tsx?|mjs)$/.test(file) && !file.startsWith('test/'),
    );
    expect(sources.flatMap(callsWithList)).toEqual([]);
  });

  it('name no path of a machine of ours', () => {
    // Put together here, or this file would find itself.
    const paths = new RegExp(
      ['work', 'farm', 'root'].map((name) => `(^|[\\s'"\`(=])/${name}/`).join('|'),
      'm',
    );
    expect(withText(paths, () => true)).toEqual([]);
  });
});

describe('dependencies', () => {
  it('are pinned to exact versions', () => {
    const exact = /^(npm:\w+@)?\d+\.\d+\.\d+$/;
    const loose = Object.values(packages).filter((version) => !exact.test(version));
    expect(loose).toEqual([]);
  });

  it('are each explained in docs/dependencies.md', () => {
    const text = read('docs/dependencies.md');
    expect(Object.keys(packages).filter((name) => !text.includes(`| ${name} |`))).toEqual([]);
  });
});

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

const OF_TEXT =
  /^(split|slice|substring|match|matchAll|startsWith|endsWith|replace|replaceAll|search)$/;
const NAMES = /(^|[.?])(name|id|node|layer|tensor|role|slot)$/;

/** Calls that take the name of something apart, as FILE:LINE. */
function parsedNames(file: string, text: string): string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
  return callsIn(source, ({ expression: callee, arguments: given }) => {
    if (!ts.isPropertyAccessExpression(callee)) return false;
    const [first] = given;
    const isExpression = /^(exec|test)$/.test(callee.name.text) && first !== undefined;
    const subject = isExpression ? first : OF_TEXT.test(callee.name.text) && callee.expression;
    return subject !== false && NAMES.test(subject.getText(source));
  });
}

/** What takes any number of arguments, and has `append`, `greatest` and `least` in its place. */
const OF_ANY_NUMBER =
  /(\.(push|unshift|splice|concat)|^Math\.(min|max|hypot)|^String\.from(CharCode|CodePoint))(\.apply)?$/;

const MAY_PASS_LIST =
  /\b(push|unshift|splice|concat|min|max|hypot|fromCharCode|fromCodePoint)\s*(\.\s*apply\b|\([^;]*\.\.\.)/;

/** `list.push(...more)` and its like, as FILE:LINE. */
function callsWithList(file: string): string[] {
  const text = read(file);
  // To parse every file takes seconds.
  if (!MAY_PASS_LIST.test(text)) return [];
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
  return callsIn(source, (call) => {
    const callee = call.expression.getText(source).replace(/\s/g, '');
    if (!OF_ANY_NUMBER.test(callee)) return false;
    return callee.endsWith('.apply') || call.arguments.some(ts.isSpreadElement);
  });
}

/** Calls of a file that are of a sort, as FILE:LINE. */
function callsIn(source: ts.SourceFile, isOfSort: (call: ts.CallExpression) => boolean): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    ts.forEachChild(node, visit);
    if (!ts.isCallExpression(node) || !isOfSort(node)) return;
    const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
    found.push(`${source.fileName}:${line + 1}`);
  };
  visit(source);
  return found;
}

function isShared(file: string): boolean {
  return file.startsWith('shared/');
}

/** Files whose text matches once lines of comment are left out. */
function withCode(pattern: RegExp, chosen: (file: string) => boolean): readonly string[] {
  const code = (file: string) => read(file).replace(/^\s*(\/\/|\/?\*).*$/gm, '');
  return tracked.filter((file) => chosen(file) && pattern.test(code(file)));
}

function withText(pattern: RegExp, chosen: (file: string) => boolean): readonly string[] {
  return tracked.filter((file) => chosen(file) && pattern.test(read(file)));
}
