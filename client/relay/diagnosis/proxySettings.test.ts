import assert from 'node:assert/strict';
import { routeTo, type ProxySettings } from './proxySettings.ts';

describe('the proxy on the way to a relay', () => {
  const relay = new URL('https://relay.corp.example:8443');
  const route = (settings: Partial<ProxySettings>, url = relay): string => {
    const found = routeTo(url, { proxy: '', noProxy: [], support: 'override', environment: {}, ...settings });
    return found.kind === 'proxy' ? `${found.url.host} by ${found.source}` : found.kind;
  };
  const proxy = 'http://proxy.example:3128';

  it('is the one of the setting, before the one of the environment', () => {
    const environment = { HTTPS_PROXY: 'http://other.example:80' };
    assert.equal(route({}), 'direct');
    assert.equal(route({ proxy, environment }), 'proxy.example:3128 by http.proxy');
    assert.equal(route({ environment }), 'other.example by HTTPS_PROXY or HTTP_PROXY');
    assert.equal(
      route({ environment: { http_proxy: proxy } }),
      'proxy.example:3128 by HTTPS_PROXY or HTTP_PROXY',
    );
  });

  it('is none for this machine, when support is off, and for exceptions', () => {
    for (const own of ['http://localhost:1', 'http://127.0.0.1:1', 'http://[::1]:1'])
      assert.equal(route({ proxy }, new URL(own)), 'direct');
    assert.equal(route({ proxy, support: 'off' }), 'direct');
    for (const entry of [
      '*',
      'corp.example',
      '.corp.example',
      'relay.corp.example:8443',
      'RELAY.corp.example',
    ])
      assert.equal(route({ proxy, noProxy: [entry] }), 'direct', entry);
    for (const entry of ['orp.example', 'relay.corp.example:443', 'other.example', ''])
      assert.notEqual(route({ proxy, noProxy: [entry] }), 'direct', entry);
    assert.equal(route({ proxy, environment: { no_proxy: 'a.example, corp.example' } }), 'direct');
    // As in VS Code: exceptions in the setting replace those of the environment.
    assert.notEqual(
      route({ proxy, noProxy: ['a.example'], environment: { NO_PROXY: 'corp.example' } }),
      'direct',
    );
  });

  it('is broken when its address is none', () => {
    for (const text of ['proxy.example', 'proxy.example:3128', 'ftp://proxy.example', '://'])
      assert.equal(route({ proxy: text }), 'broken', text);
  });
});
