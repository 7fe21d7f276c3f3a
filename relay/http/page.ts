import { createHash } from 'node:crypto';
import { escapeHtml } from './escapeHtml.ts';

/** A page for people, of HTML that is there already. It has no script and loads nothing. */
export function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${escapeHtml(title)} – Tandem</title>
    <style>${STYLE}</style>
  </head>
  <body>
    <main>${content}
    </main>
  </body>
</html>
`;
}

const STYLE = `
      :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
      main { max-width: 36rem; margin: 10vh auto; padding: 0 1.5rem; }
      h1 { margin: 0; overflow-wrap: anywhere; }
      h2 { font-size: 1rem; margin-top: 2.5rem; }
      code { overflow-wrap: anywhere; }
      .id { user-select: all; -webkit-user-select: all; }
      .button { display: inline-block; padding: 0.7rem 1.4rem; border-radius: 0.4rem; font-weight: 600;
        color: #fff; background: #1f66b5; text-decoration: none; }
      .button:hover, .button:focus-visible { background: #17508f; }
      .button:focus-visible { outline: 3px solid; outline-offset: 2px; }
      .more { font-size: 0.9rem; }
    `;

/** Of every such page: its own style and nothing else. */
export const PAGE_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');
