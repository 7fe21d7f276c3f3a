import type { Browser } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { startCodeServer, type CodeServer, type CodeServerOptions } from './codeServer.ts';

/** Gives `use` a server and a browser, which several runs may share, and stops both afterwards. */
export async function withHost<Result>(
  options: CodeServerOptions,
  use: (host: { server: CodeServer; browser: Browser }) => Promise<Result>,
): Promise<Result> {
  const server = await startCodeServer(options);
  try {
    const browser = await launchBrowser();
    try {
      return await use({ server, browser });
    } finally {
      await browser.close();
    }
  } finally {
    await server.stop();
  }
}
