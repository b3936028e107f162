import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { followStream } from '../../client/follow-stream.ts';
import type { RpcClient, StreamHandle } from '../../client/rpc-client.ts';
import { BUILTIN_ACCOUNTS } from '../../contract/builtin-accounts.ts';
import { oauthProviderSchema } from '../../contract/oauth.ts';
import type { SecretUse } from '../../contract/secrets.ts';
import { type SignInItem, signInInputSchema } from '../../contract/sign-in.ts';
import { assertNever } from '../../lib/assert-never.ts';
import { listed } from '../../lib/listed.ts';
import { command, one, text } from '../definition.ts';
import { EXIT, UsageError } from '../exit-code.ts';

const ACCOUNTS = BUILTIN_ACCOUNTS.map(({ id }) => id);

export const signIn = command({
  name: 'secret sign-in',
  summary: 'Sign in to a subscription with its program’s own login, and keep the account',
  details: [
    'The login runs in a sandbox of its own, which is removed afterwards. Open the page that is printed in any browser. Where the page shows a code, or ends at an address of “localhost” that does not open, paste the code or the whole address here.',
  ],
  arguments: { name: one('Name of the secret') },
  options: {
    provider: text('--provider <provider>', `One of ${ACCOUNTS.join(', ')}`),
    providerFile: text(
      '--provider-file <file>',
      'JSON that describes another provider (docs/keep-keys-out.md)',
    ),
  },
  examples: [{ line: 'bulkhead secret sign-in work --provider claude', does: 'With a Claude subscription' }],
  run: async ({ args, options }, { output, session, signal }) => {
    const use = await accountOf(options);
    const { client } = await session();
    const isDone = await followSignIn(client, { name: args.name, use }, process.stdin, {
      signal,
      note: (line) => output.note(line),
    });
    if (!isDone) return EXIT.interrupted;
    const { secrets } = await client.call('secrets.list', {}, signal);
    const id = secrets.find(({ name }) => name === args.name)?.id ?? '';
    output.result({ id, name: args.name }, () => [id]);
    return 0;
  },
});

/** Signs in, with what a person types; resolves to whether the account is kept, which it is not when the signal aborts. */
export async function followSignIn(
  client: RpcClient,
  input: { name: string; use: SecretUse },
  stdin: Readable,
  { signal, note }: { signal: AbortSignal; note(line: string): void },
): Promise<boolean> {
  let stream: StreamHandle<'account.sign-in'> | undefined;
  const reader = createInterface({ input: stdin, terminal: false });
  reader.on('line', (line) => {
    const pasted = signInInputSchema.safeParse({ code: line.trim() });
    if (pasted.success) stream?.send(pasted.data);
    else if (line.trim() !== '') note('That is no code and no address: it has spaces or is too long.');
  });
  try {
    const result = await followStream(
      client,
      'account.sign-in',
      input,
      signal,
      (item) => note(textOf(item)),
      (opened) => {
        stream = opened;
      },
    );
    return result !== undefined;
  } finally {
    reader.close();
    stdin.pause();
  }
}

function textOf(item: SignInItem): string {
  switch (item.kind) {
    case 'step':
      return item.text;
    case 'sandbox':
      return `The sandbox ${item.name} runs ${item.program} and reaches nothing but ${listed(item.hosts)}.`;
    case 'code':
      return `Type this code on the page: ${item.code}`;
    case 'page': {
      const next = item.returns
        ? 'If it ends at an address that does not open, paste that address here.'
        : 'Paste the code that it shows here.';
      return [`Open ${item.url}`, next, ...(item.problem === undefined ? [] : [item.problem])].join('\n');
    }
    default:
      return assertNever(item);
  }
}

async function accountOf(options: {
  provider: string | undefined;
  providerFile: string | undefined;
}): Promise<SecretUse> {
  const { provider, providerFile } = options;
  if ((provider === undefined) === (providerFile === undefined))
    throw new UsageError('Give --provider or --provider-file.');
  if (providerFile !== undefined) return { kind: 'oauth', provider: await describedProvider(providerFile) };
  const id = ACCOUNTS.find((each) => each === provider);
  if (id === undefined) throw new UsageError(`--provider is one of ${ACCOUNTS.join(', ')}.`);
  return { kind: 'oauth', provider: id };
}

async function describedProvider(path: string) {
  let description: unknown;
  try {
    description = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new UsageError(`${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
  const parsed = oauthProviderSchema.safeParse(description);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new UsageError(`${path}: ${issue?.path.join('.') || 'the description'}: ${issue?.message}`);
}
