import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type Router from '@koa/router';
import type { RelayNames } from '../names/relayNames.ts';
import { describeApi } from './openApi.ts';

/** The API's description, and a page to read and try it: everything from here, nothing from a CDN. */
export function addApiDocs(router: Router, version: string, names: RelayNames): void {
  const description = describeApi(version, names.publicAddress);
  router.get('/openapi.json', (context) => {
    context.body = description;
  });

  router.get('/docs', (context) => {
    context.set('Content-Security-Policy', PAGE_POLICY);
    context.type = 'text/html';
    context.body = PAGE;
  });

  router.get('/docs/start.js', (context) => {
    context.type = 'text/javascript';
    context.body = START;
  });

  const folder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  for (const [name, type] of ASSETS) {
    router.get(`/docs/${name}`, async (context) => {
      context.type = type;
      context.set('Cache-Control', 'max-age=3600');
      context.body = await readFile(join(folder, name));
    });
  }
}

const ASSETS = [
  ['swagger-ui.css', 'text/css'],
  ['swagger-ui-bundle.js', 'text/javascript'],
  ['favicon-32x32.png', 'image/png'],
] as const;

const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** With relative addresses, which hold in whatever folder a proxy serves the relay. */
const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Tandem relay</title>
    <link rel="icon" href="docs/favicon-32x32.png" />
    <link rel="stylesheet" href="docs/swagger-ui.css" />
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="docs/swagger-ui-bundle.js"></script>
    <script src="docs/start.js"></script>
  </body>
</html>
`;

const START = "SwaggerUIBundle({ url: 'openapi.json', dom_id: '#swagger-ui', deepLinking: true });\n";
