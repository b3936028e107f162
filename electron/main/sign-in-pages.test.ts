import { expect, it, vi } from 'vitest';
import type { FromHost, ToHost } from '../contract/host.ts';
import { Emitter } from '../lib/emitter.ts';
import { SignInPages } from './sign-in-pages.ts';

const PAGE = 'https://claude.com/cai/oauth/authorize?state=s';

/** An engine host whose running sign-in shows these pages. */
function hostWith(...pages: string[]) {
  const message = new Emitter<FromHost>();
  const asked: string[] = [];
  const send = ({ requestId, url }: Extract<ToHost, { type: 'sign-in-page-asked' }>) => {
    asked.push(url);
    message.emit({ type: 'sign-in-page-answer', requestId, isOne: pages.includes(url) });
  };
  return { message, send, asked };
}

it('include exactly the address that a running sign-in shows', async () => {
  const pages = new SignInPages(hostWith(PAGE));
  expect(await pages.include(new URL(PAGE))).toBe(true);
  expect(await pages.include(new URL(`${PAGE}&more=1`))).toBe(false);
  expect(await new SignInPages(hostWith()).include(new URL(PAGE))).toBe(false);
});

it.each([
  'http://claude.com/cai/oauth/authorize',
  'https://claude.com.evil.test/',
  'https://claude.com@evil.test/',
  'https://evil.test/',
])('never include %s, whatever a sign-in shows', async (url) => {
  const host = hostWith(new URL(url).href);
  expect(await new SignInPages(host).include(new URL(url))).toBe(false);
  expect(host.asked).toEqual([]);
});

it('include nothing when the engine host does not answer', async () => {
  vi.spyOn(AbortSignal, 'timeout').mockReturnValueOnce(AbortSignal.abort());
  const pages = new SignInPages({ message: new Emitter<FromHost>(), send: () => undefined });
  expect(await pages.include(new URL(PAGE))).toBe(false);
});
