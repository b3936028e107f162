import { describe, expect, it } from 'vitest';
import { deviceCodeIn, pageIn } from './read-page.ts';

const CODEX =
  'https://auth.openai.com/oauth/authorize?client_id=a&redirect_uri=http%3A%2F%2Flocalhost%3A1455%2Fauth%2Fcallback&state=s';

describe('pageIn', () => {
  it('is the address on a host of the provider, and where it leads back to', () => {
    const output = `\u001b[1mGo to\u001b[0m https://help.test/x or\r\n${CODEX}\r\n`;
    expect(pageIn(output, ['auth.openai.com'])).toEqual({
      url: CODEX,
      callback: { port: 1455, path: '/auth/callback' },
    });
  });

  it('that shows a code leads nowhere back', () => {
    const url =
      'https://claude.com/cai/oauth/authorize?redirect_uri=https%3A%2F%2Fplatform.claude.com%2Fcallback';
    expect(pageIn(`Visit: ${url}\n`, ['claude.com'])).toEqual({ url });
  });

  it('is not read before it is complete', () => {
    expect(pageIn(CODEX.slice(0, -5), ['auth.openai.com'])).toBeUndefined();
    expect(pageIn(`(${CODEX}).\n`, ['auth.openai.com'])?.url).toBe(CODEX);
  });

  it.each([
    'https://evil.test/?claude.com',
    'https://claude.com.evil.test/x',
    'https://claude.com@evil.test/x',
    'http://claude.com/x',
    'javascript:https',
    '',
  ])('is not %s', (text) => {
    expect(pageIn(`${text}\n`, ['claude.com'])).toBeUndefined();
  });

  it.each(['http://localhost:22/x', 'http://10.0.0.1:8080/x', 'https://localhost:8080/x', 'file:///x'])(
    'does not lead back to %s',
    (redirect) => {
      const url = `https://a.test/?redirect_uri=${encodeURIComponent(redirect)}`;
      expect(pageIn(`${url} `, ['a.test'])?.callback).toBeUndefined();
    },
  );
});

it('reads the code for another device', () => {
  expect(deviceCodeIn('│ Enter code: \u001b[1mWXYZ-9876\u001b[0m │')).toBe('WXYZ-9876');
  expect(deviceCodeIn('no code')).toBeUndefined();
});
