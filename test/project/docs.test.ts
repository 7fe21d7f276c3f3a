import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';

const ROOT = path.join(import.meta.dirname, '..', '..');
const FOLDERS = ['bench', 'client', 'engine', 'extension', 'relay', 'shared', 'test'];

describe('the docs', () => {
  it('name only files that there are', () => {
    const files = ['*.mjs', ...FOLDERS.map((folder) => `${folder}/**/*.{ts,mjs,cjs}`)].flatMap((pattern) =>
      fs.globSync(pattern, { cwd: ROOT }),
    );
    const paths = files.map((file) => `/${file}`);
    const missing = documents().flatMap((document) =>
      namedFiles(document)
        .filter((name) => !paths.some((file) => file.endsWith(`/${name}`)))
        .map((name) => `${document}: ${name}`),
    );
    assert.deepEqual(missing, []);
  });

  it('list every setting, and every command of the palette', () => {
    const { contributes } = JSON.parse(read('package.json')) as {
      contributes: {
        configuration: { properties: Record<string, unknown> };
        commands: { command: string }[];
        menus: { commandPalette: { command: string; when: string }[] };
      };
    };
    const reference = read('docs/reference.md');
    const hidden = contributes.menus.commandPalette.flatMap(({ command, when }) =>
      when === 'false' ? command : [],
    );
    const commands = contributes.commands
      .map(({ command }) => command)
      .filter((name) => !hidden.includes(name));
    const missing = [...Object.keys(contributes.configuration.properties), ...commands].filter(
      (name) => !reference.includes(`\`${name}\``),
    );
    assert.deepEqual(missing, []);
  });

  it('ask for the Node that package.json asks for', () => {
    const { engines } = JSON.parse(read('package.json')) as { engines: { node: string } };
    const asked = documents().flatMap((document) =>
      [...read(document).matchAll(/Node (\d[\d.]*) or newer/g)].map(([, version]) => version),
    );
    assert.deepEqual([...new Set(asked)], [engines.node.replace('>=', '')]);
  });

  it('link only to pages and headings that there are', () => {
    const broken = documents().flatMap((document) =>
      linksOf(document)
        .filter((link) => !leadsSomewhere(document, link))
        .map((link) => `${document}: ${link}`),
    );
    assert.deepEqual(broken, []);
  });
});

function documents(): string[] {
  return ['README.md', 'CONTRIBUTING.md', ...fs.globSync('docs/*.md', { cwd: ROOT })];
}

function read(document: string): string {
  return fs.readFileSync(path.join(ROOT, document), 'utf8');
}

/** Such as `folder/name.ts`; `x.ts` stands for any file. */
function namedFiles(document: string): string[] {
  const names = read(document).matchAll(
    /(?<![\w./*-])(?:\.\.\/)*((?:[\w-]+\/)*[\w.-]+\.(?:ts|mjs|cjs))\b(?![\w*])/g,
  );
  return [...names].map(([, name = '']) => name).filter((name) => !name.startsWith('x.'));
}

function linksOf(document: string): string[] {
  const links = read(document).matchAll(/(?:\]\(|src(?:set)?=")(?!https?:|mailto:|vscode:)([^)"\s]+)[)"]/g);
  return [...links].map(([, link = '']) => link);
}

function leadsSomewhere(document: string, link: string): boolean {
  const [file = '', heading] = link.split('#');
  const target = file === '' ? document : path.join(path.dirname(document), file);
  if (!fs.existsSync(path.join(ROOT, target))) return false;
  return heading === undefined || headingsOf(target).includes(heading);
}

/** As GitHub names them. */
function headingsOf(document: string): string[] {
  return [...read(document).matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
