import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import type { RpcClient } from '../../client/rpc-client.ts';
import type { SignInItem } from '../../contract/sign-in.ts';
import { followSignIn } from './secret-sign-in.ts';

const INPUT = { name: 'work', use: { kind: 'oauth', provider: 'claude' } } as const;

/** A host that shows items, and ends the sign-in once it got a code. */
function fakeHost(items: readonly SignInItem[]) {
  const codes: string[] = [];
  let end: (result: object) => void = () => undefined;
  const done = new Promise<object>((resolve) => {
    end = resolve;
  });
  const open = (_name: string, _input: object, { onItem }: { onItem(item: SignInItem): void }) => {
    queueMicrotask(() => items.forEach(onItem));
    return {
      done,
      acknowledge: () => undefined,
      close: () => end({}),
      send: ({ code }: { code: string }) => {
        codes.push(code);
        end({});
      },
    };
  };
  return { client: { open } as unknown as RpcClient, codes };
}

it('prints the page and the code, and hands on what a person pastes', async () => {
  const { client, codes } = fakeHost([
    { kind: 'sandbox', name: 'sign-in-tool-1', program: 'Tool', hosts: ['login.test', 'api.test'] },
    { kind: 'page', url: 'https://login.test/', returns: false },
    { kind: 'code', code: 'AB-12' },
  ]);
  const notes: string[] = [];
  const stdin = new PassThrough();
  stdin.write('two words\n\n  pasted#state \n');
  const { signal } = new AbortController();
  expect(await followSignIn(client, INPUT, stdin, { signal, note: (line) => notes.push(line) })).toBe(true);
  expect(codes).toEqual(['pasted#state']);
  expect(notes.toSorted()).toEqual([
    'Open https://login.test/\nPaste the code that it shows here.',
    'That is no code and no address: it has spaces or is too long.',
    'The sandbox sign-in-tool-1 runs Tool and reaches nothing but login.test and api.test.',
    'Type this code on the page: AB-12',
  ]);
});

it('keeps no account when it is interrupted', async () => {
  const { client, codes } = fakeHost([]);
  const controller = new AbortController();
  const following = followSignIn(client, INPUT, new PassThrough(), {
    signal: controller.signal,
    note: () => undefined,
  });
  controller.abort();
  expect([await following, codes]).toEqual([false, []]);
});
