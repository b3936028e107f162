import { beforeEach, expect, it } from 'vitest';
import type { RpcClient, StreamOptions } from '../../../electron/client/rpc-client.ts';
import type { Approval } from '../../../electron/contract/approvals.ts';
import { useStore } from '../store.ts';
import { followApprovals } from './approvals-slice.ts';

const approval: Approval = {
  id: '1',
  client: 'coder',
  action: 'create the agent “x”',
  reasons: [{ kind: 'egress', subject: 'example.com' }],
  askedAt: 0,
  until: 1,
};

beforeEach(() => useStore.setState(useStore.getInitialState(), true));

function setUp() {
  let options: StreamOptions<'approvals.watch'> | undefined;
  let end: () => void = () => undefined;
  let isClosed = false;
  const done = new Promise<Record<string, never>>((_, reject) => {
    end = () => reject(new Error('gone'));
  });
  const client = {
    open: (name: string, _input: object, given: StreamOptions<'approvals.watch'>) => {
      expect(name).toBe('approvals.watch');
      options = given;
      return {
        done,
        send: () => undefined,
        acknowledge: () => undefined,
        close: () => {
          isClosed = true;
        },
      };
    },
  };
  const stop = followApprovals(client as unknown as Pick<RpcClient, 'open'>, useStore);
  return { send: (list: Approval[]) => options?.onItem(list), end, stop, isClosed: () => isClosed };
}

it('shows what waits, and tells the host when the window goes', () => {
  const { send, stop, isClosed } = setUp();
  send([approval]);
  expect(useStore.getState().approvals).toEqual([approval]);
  expect(isClosed()).toBe(false);
  stop();
  expect(isClosed()).toBe(true);
  expect(useStore.getState().approvals).toEqual([]);
});

it('shows nothing of a host that went away', async () => {
  const { send, end } = setUp();
  send([approval]);
  end();
  await expect.poll(() => useStore.getState().approvals).toEqual([]);
});
