/** Where sources come from: folders, and which files of them. */
export interface SourcePackage {
  readonly folder: string;
  readonly extension: string;
  /** Where the folder is, if not in node_modules. */
  readonly root?: string;
}

/** The calibrator is trained on these: packages that `npm ci` installs, so that it is the same for everybody. */
export const TRAINING_PACKAGES: readonly SourcePackage[] = [
  { folder: 'eslint/lib', extension: '.js' },
  { folder: 'zod/src/v4', extension: '.ts' },
  { folder: '@azure/msal-browser/src', extension: '.ts' },
  { folder: 'ajv/lib', extension: '.ts' },
  { folder: 'pino', extension: '.js' },
  { folder: 'rate-limiter-flexible/lib', extension: '.js' },
  { folder: 'mysql2/lib', extension: '.js' },
  { folder: 'mocha/lib', extension: '.js' },
  { folder: 'koa/lib', extension: '.js' },
  { folder: 'markdown-it/lib', extension: '.mjs' },
  { folder: 'jszip/lib', extension: '.js' },
  { folder: 'prom-client/lib', extension: '.js' },
  { folder: 'commander/lib', extension: '.js' },
  { folder: '@noble/hashes/src', extension: '.ts' },
  { folder: 'better-sqlite3/src', extension: '.cpp' },
  { folder: 'formidable/src', extension: '.js' },
  { folder: '@secretlint/core/src', extension: '.ts' },
  { folder: 'azure-devops-node-api', extension: '.js' },
  { folder: '@anthropic-ai/sdk/src', extension: '.ts' },
  { folder: 'diff', extension: '.js' },
  { folder: 'iconv-lite', extension: '.js' },
  { folder: 'pino-pretty', extension: '.js' },
  { folder: 'css-select', extension: '.js' },
];

/** What is measured on: none of it was trained on. */
export const TEST_PACKAGES: readonly SourcePackage[] = [
  { folder: 'undici/lib', extension: '.js' },
  { folder: 'ws/lib', extension: '.js' },
  { folder: 'yjs/src', extension: '.js' },
  { folder: 'lib0', extension: '.js' },
  { folder: 'pg/lib', extension: '.js' },
  { folder: 'pg-protocol/src', extension: '.ts' },
  { folder: 'cheerio/src', extension: '.ts' },
  { folder: 'enhanced-resolve/lib', extension: '.js' },
  { folder: 'tapable/lib', extension: '.js' },
  { folder: 'fs-extra/lib', extension: '.js' },
];

/** VS Code language ids by the ends of file names. */
export const LANGUAGE_OF: ReadonlyMap<string, string> = new Map(
  Object.entries({
    '.js': 'javascript',
    '.mjs': 'javascript',
    '.ts': 'typescript',
    '.cpp': 'cpp',
    '.c': 'c',
    '.h': 'c',
    '.py': 'python',
    '.rs': 'rust',
    '.go': 'go',
    '.java': 'java',
    '.cs': 'csharp',
    '.swift': 'swift',
    '.kt': 'kotlin',
    '.rb': 'ruby',
    '.php': 'php',
    '.pl': 'perl',
    '.pm': 'perl',
    '.sh': 'shellscript',
    '.css': 'css',
    '.md': 'markdown',
  }),
);
