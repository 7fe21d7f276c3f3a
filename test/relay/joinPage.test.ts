import assert from 'node:assert/strict';
import { startTestRelay, type TestRelay } from './support/testRelay.ts';

const SECRET = 'text that the page must not show';

describe('GET /join/{id}', function () {
  this.timeout(30_000);
  let relay: TestRelay;
  afterEach(() => relay.relay.stop());

  const create = async (name: string): Promise<string> => {
    const response = await relay.request('POST', '/rooms', { name, language: 'python', code: SECRET });
    return ((await response.json()) as { id: string }).id;
  };

  it('shows the room’s name and a link that opens it in the editor, at the address by which the relay was reached', async () => {
    relay = await startTestRelay();
    const id = await create('Primes');
    const response = await relay.request('GET', `/join/${id}`);
    assert.equal(response.status, 200);
    assert.match(response.headers.get('content-type') ?? '', /^text\/html/);
    const html = await response.text();
    assert.match(html, /<h1>Primes<\/h1>/);
    const query = `relay=${encodeURIComponent(relay.url)}&#38;room=${id}`;
    for (const scheme of ['vscode', 'vscode-insiders', 'vscodium'])
      assert.ok(html.includes(`href="${scheme}://tandem.tandem/join?${query}"`), scheme);
    assert.ok(html.includes(`<code class="id">${id}</code>`));
  });

  it('[U15] is there with and without a slash at the end, as chats write it', async () => {
    relay = await startTestRelay();
    const id = await create('Primes');
    for (const address of [`/join/${id}`, `/join/${id}/`]) {
      const response = await relay.request('GET', address);
      assert.equal(response.status, 200, address);
      assert.match(await response.text(), /<h1>Primes<\/h1>/);
    }
  });

  it('leads to PUBLIC_URL where it is set', async () => {
    relay = await startTestRelay({ publicUrl: 'https://relay.example/tandem/' });
    const html = await (await relay.request('GET', `/join/${await create('x')}`)).text();
    assert.ok(html.includes(`relay=${encodeURIComponent('https://relay.example/tandem')}&#38;`));
    assert.ok(!html.includes(relay.url));
  });

  it('[S30] escapes the name, shows nothing of the text, and may run and load nothing', async () => {
    relay = await startTestRelay();
    const name = `<img src=x onerror=alert(1)>"'&`;
    const response = await relay.request('GET', `/join/${await create(name)}`);
    const html = await response.text();
    assert.ok(!html.includes('<img') && html.includes('&#60;img src=x onerror=alert(1)&#62;&#34;&#39;&#38;'));
    assert.ok(!html.includes(SECRET));
    assert.ok(!html.includes('<script'));
    const policy = response.headers.get('content-security-policy') ?? '';
    assert.match(
      policy,
      /^default-src 'none'; style-src 'sha256-[^' ]+'; base-uri 'none'; form-action 'none'/,
    );
    assert.match(policy, /frame-ancestors 'none'$/);
    assert.equal(response.headers.get('referrer-policy'), 'no-referrer');
    assert.equal(response.headers.get('cache-control'), 'no-store');
    assert.equal(response.headers.get('x-robots-tag'), 'noindex');
  });

  it('says in a page that there is no such room, for an id without a room and for what is no id', async () => {
    relay = await startTestRelay();
    for (const id of ['A'.repeat(22), 'x', '%3Cscript%3E']) {
      const response = await relay.request('GET', `/join/${id}`);
      assert.equal(response.status, 404);
      const html = await response.text();
      assert.match(html, /<h1>There is no such room<\/h1>/);
      assert.ok(!html.includes('<script'));
    }
  });

  it('follows a new name, also while people are in the room', async () => {
    relay = await startTestRelay();
    const id = await create('Old');
    await relay.request('PATCH', `/rooms/${id}`, { name: 'New' });
    assert.match(await (await relay.request('GET', `/join/${id}`)).text(), /<h1>New<\/h1>/);
  });
});
