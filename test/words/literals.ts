// The text that a person reads out of a source file: string literals, templates and JSX, each with its line.
import ts from 'typescript';
import type { Passage } from './passage.ts';

/** Stands for a value that is only known at run time. */
const VALUE = '…';

/** @param path relative to the project; `.tsx` files are read as JSX */
export function literalsIn(path: string, source: string): Passage[] {
  const kind = path.endsWith('.tsx') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true, kind);
  const found: Passage[] = [];
  const add = (node: ts.Node, text: string) => {
    // One word alone is a name or a key, not prose.
    if (!/\p{L}\S*\s+\S*\p{L}/u.test(text)) return;
    const { line } = file.getLineAndCharacterOfPosition(node.getStart());
    found.push({ where: `${path}:${line + 1}`, text });
  };
  // What a sum has been read with is not read once more; the expressions in it may hold further text.
  const visit = (node: ts.Node, isRead = false): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return;
    const text = textOf(node);
    if (text !== undefined && !isRead) add(node, text);
    ts.forEachChild(node, (child) => visit(child, isSum(node) && textOf(child) !== undefined));
  };
  visit(file);
  return found;
}

/** Undefined for what is no text. A sum of strings and the children of an element are one text. */
function textOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isTemplateExpression(node)) {
    const spans = node.templateSpans.map(({ literal }) => `${VALUE}${literal.text}`);
    return [node.head.text, ...spans].join('');
  }
  if (isSum(node)) {
    const [left, right] = [textOf(node.left), textOf(node.right)];
    if (left === undefined && right === undefined) return undefined;
    return `${left ?? VALUE}${right ?? VALUE}`;
  }
  if (ts.isJsxElement(node) || ts.isJsxFragment(node)) {
    const texts = node.children.map((child) => (ts.isJsxText(child) ? child.text : VALUE));
    return texts.some((text) => text !== VALUE) ? texts.join('').replace(/\s+/g, ' ') : undefined;
  }
  return undefined;
}

function isSum(node: ts.Node): node is ts.BinaryExpression {
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken;
}
