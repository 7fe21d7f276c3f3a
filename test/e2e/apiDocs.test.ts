import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { startTestRelay, type TestRelay } from '../relay/support/testRelay.ts';
import { launchBrowser } from '../support/vscode/browser.ts';

describe('the API page', function () {
  this.timeout(120_000);
  let relay: TestRelay;
  let browser: Browser;
  let page: Page;
  /** What the browser complains about, such as something that the page's policy forbids. */
  let complaints: string[];
  /** Whatever the page asks of somebody else. */
  let strangers: string[];

  before(async () => {
    relay = await startTestRelay();
    browser = await launchBrowser();
  });
  beforeEach(async () => {
    complaints = [];
    strangers = [];
    page = await browser.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(relay.url) && !url.startsWith('data:')) strangers.push(url);
    });
    await page.goto(`${relay.url}/docs`);
  });
  afterEach(() => page.close());
  after(async () => {
    await browser.close();
    await relay.relay.stop();
  });

  /** Opens an operation, sends what the page proposes, and resolves with the status that it shows. */
  const tryOut = async (operationId: string): Promise<string> => {
    const operation = page.locator(`.opblock[id$="-${operationId}"]`);
    await operation.locator('.opblock-summary-control').click();
    await operation.getByRole('button', { name: 'Try it out' }).click();
    await operation.getByRole('button', { name: 'Execute' }).click();
    return operation.locator('.live-responses-table .response-col_status').last().innerText();
  };

  it('creates a room by "Try it out"', async () => {
    assert.match(await tryOut('createRoom'), /^201/);
    const [room] = (await (await relay.request('GET', '/rooms')).json()) as {
      name: string;
      language: string;
    }[];
    assert.deepEqual([room?.name, room?.language], ['Test Room', 'python']);
    assert.deepEqual(complaints, []);
    assert.deepEqual(strangers, []);
  });

  it('lists rooms, completes and shows metrics by "Try it out"', async () => {
    for (const operationId of ['listRooms', 'autocomplete', 'getHealth', 'getMetrics'])
      assert.match(await tryOut(operationId), /^200/, operationId);
    assert.deepEqual(complaints, []);
    assert.deepEqual(strangers, []);
  });

  it('shows every operation of the document', async () => {
    await page.locator('.opblock').first().waitFor();
    const api = (await (await relay.request('GET', '/openapi.json')).json()) as {
      paths: Record<string, object>;
    };
    const documented = Object.values(api.paths).flatMap((operations) =>
      Object.keys(operations).filter((name) => name !== 'parameters'),
    );
    assert.equal(await page.locator('.opblock').count(), documented.length);
  });
});
