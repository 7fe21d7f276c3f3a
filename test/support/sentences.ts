import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** What the extension's sources say to people. */
export interface Sentences {
  /** The English of every sentence, the key of it in the bundles. */
  readonly keys: Set<string>;
  /** Sentences that are no literal, with their place: no bundle can have them. */
  readonly notLiteral: string[];
  /** Bare text where a sentence belongs, with its place. */
  readonly untranslated: string[];
}

const ROOT = path.join(import.meta.dirname, '..', '..');

/** Reads all sources of the extension, and of the client in it, but their tests. */
export function sentencesOfExtension(): Sentences {
  const sentences: Sentences = { keys: new Set(), notLiteral: [], untranslated: [] };
  const files = globSync(['client/**/*.ts', 'extension/**/*.ts'], { cwd: ROOT });
  for (const file of files.filter((name) => !name.endsWith('.test.ts')).sort()) {
    const text = readFileSync(path.join(ROOT, file), 'utf8');
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
    const place = (node: ts.Node): string =>
      `${file}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1} ${node.getText()}`;
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node) || ts.isNewExpression(node)) see(node, place, sentences);
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return sentences;
}

/** Where a bare string would reach a person. The doors in extension/words/ take none: it does not compile. */
const SHOWS = /^(plainText|fine|unclear)$/;

function see(
  call: ts.CallExpression | ts.NewExpression,
  place: (node: ts.Node) => string,
  to: Sentences,
): void {
  const callee = call.expression.getText();
  const [first, second] = call.arguments ?? [];
  if (first === undefined) return;
  if (callee === 'translate') {
    if (ts.isStringLiteralLike(first)) to.keys.add(first.text);
    // Hands on what `translate` was asked for.
    else if (first.getText() !== 'message') to.notLiteral.push(place(first));
  }
  const shown = /(fine|unclear)$/.test(callee) ? second : first;
  if (SHOWS.test(callee) && shown !== undefined && isBareText(shown)) to.untranslated.push(place(shown));
}

function isBareText(node: ts.Node): boolean {
  const isText = ts.isStringLiteralLike(node) || ts.isTemplateExpression(node);
  return isText && /[a-z] [a-z]/.test(node.getText());
}
