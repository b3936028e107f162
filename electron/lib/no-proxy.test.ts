import { expect, it } from 'vitest';
import { parseNoProxy } from './no-proxy.ts';

// Curl, Go, Python and Node differ; an entry means here what any of them takes it for.
it.each([
  ['', 'example.test', 443, false],
  ['*', 'example.test', 443, true],
  ['example.test', 'example.test', 443, true],
  ['example.test', 'api.example.test', 443, true],
  ['example.test', 'badexample.test', 443, false],
  ['.example.test', 'api.example.test', 443, true],
  ['.example.test', 'example.test', 443, true],
  ['*.example.test', 'api.example.test', 443, true],
  ['*.example.test', 'notexample.test', 443, false],
  ['EXAMPLE.Test.', 'Example.TEST.', 443, true],
  ['example.test:8443', 'example.test', 8443, true],
  ['example.test:8443', 'example.test', 443, false],
  ['http://example.test', 'example.test', 80, true],
  ['a.test b.test,,c.test;d.test', 'b.test', 443, true],
  ['a.test b.test,,c.test;d.test', 'd.test', 443, true],
  ['10.0.0.0/8', '10.9.8.7', 443, true],
  ['10.0.0.0/8', '11.0.0.1', 443, false],
  ['10.0.0.0/33', '10.0.0.1', 443, false],
  ['192.168.*', '192.168.1.1', 80, true],
  ['127.0.0.1', '127.0.0.1', 80, true],
  ['127.0.0.1:81', '127.0.0.1', 80, false],
  ['fd00::/8', 'fd12::1', 443, true],
  ['::1', '[::1]', 443, true],
  ['[::1]:8080', '::1', 8080, true],
  ['[::1]:8080', '::1', 80, false],
  ['<local>', 'intranet', 80, true],
  ['<local>', 'intranet.test', 80, false],
  ['build*.corp.test', 'build7.corp.test', 443, true],
  ['build*.corp.test', 'xbuild7.corp.test', 443, false],
])('NO_PROXY %j and %s:%i: %s', (list, host, port, bypasses) => {
  expect(parseNoProxy(list)(host, port)).toBe(bypasses);
});
