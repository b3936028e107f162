import { AppFailure } from '../../contract/error.ts';
import type { ForgeKind } from '../../contract/forge-host.ts';
import { FORGE_NAMES } from '../../contract/forge-host.ts';

/** A repository on a server. */
export interface Forge {
  kind: ForgeKind;
  host: string;
  path: string;
}

const RETRY = [{ kind: 'retry' as const, label: 'Try again' }];

/** The forge has one of the same branch or title already. */
export const CONFLICT_STATUSES = [409, 422];

interface Refusal {
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  text: string;
}

/** What an answer other than a success means, and what to do next. Pure. */
export function answerFailure(
  forge: Forge & { client: { rights: string }; token: string | undefined },
  { status, headers, text }: Refusal,
): AppFailure {
  const { host, path, token, client } = forge;
  const fail = (type: 'network-error' | 'conflict', message: string) =>
    new AppFailure({ type, message, raw: `HTTP ${status} ${text}`.trim(), actions: RETRY });
  const ofToken = (message: string) =>
    new AppFailure({
      type: 'secret-unavailable',
      field: 'token',
      message,
      raw: `HTTP ${status} ${text}`.trim(),
    });
  const isLimited = status === 429 || (status === 403 && headers['x-ratelimit-remaining'] === '0');
  if (isLimited)
    return fail('network-error', `${host} takes no more requests for now. Wait a while, then try again.`);
  if (status === 401)
    return ofToken(`${host} does not know this token (any more). Replace it. ${client.rights}`);
  if (status === 403) return ofToken(`The token for ${host} may not do this. ${client.rights}`);
  if (status === 404)
    return ofToken(
      token === undefined
        ? `${host} has no “${path}”, or shows it only with a token. ${client.rights}`
        : `${host} has no “${path}”, or does not show it to this token. ${client.rights}`,
    );
  if (status >= 300 && status < 400)
    return fail(
      'conflict',
      `“${path}” has moved on ${host}. Set the address of the remote “origin” to the new one.`,
    );
  if (CONFLICT_STATUSES.includes(status))
    return fail('conflict', `${host} refused it: ${text.split('\n')[0] || 'it says no more'}.`);
  return fail('network-error', `${host} answered with an error. Try again later.`);
}

export function oddAnswer({ host, kind }: Forge, raw: string): AppFailure {
  return new AppFailure({
    type: 'network-error',
    field: 'kind',
    message: `${host} does not answer as ${FORGE_NAMES[kind]} does. Is it another kind of server?`,
    raw: raw.slice(0, 2000),
  });
}

/** No answer came: the network, a proxy, a certificate. */
export function networkFailure(host: string, error: unknown): AppFailure {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const isCertificate = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME/.test(code);
  return new AppFailure({
    type: 'network-error',
    message: isCertificate
      ? `The certificate of ${host} is not trusted. If your organisation signs it, name its authorities in the settings.`
      : `${host} cannot be reached. Are you online? Nothing was changed there.`,
    raw: [code, message].filter((part) => part !== '').join(': '),
    actions: RETRY,
  });
}

export function noToken({ host }: Pick<Forge, 'host'>, rights: string): AppFailure {
  return new AppFailure({
    type: 'secret-unavailable',
    field: 'token',
    message: `There is no token for ${host} yet. ${rights}`,
  });
}

/** What git's error output says of a server. Pure. */
export function gitServerFailure(
  forge: Forge & { client: { rights: string } },
  complaint: string,
): AppFailure {
  const { host, path, client } = forge;
  const raw = complaint.trim();
  if (
    /Authentication failed|could not read (Username|Password)|HTTP Basic|error: 401|returned error: 403|denied|not allowed/i.test(
      raw,
    )
  )
    return new AppFailure({
      type: 'secret-unavailable',
      field: 'token',
      message: `${host} does not let this token push to “${path}”. ${client.rights}`,
      raw,
    });
  if (/not found|error: 404|does not exist/i.test(raw) && !/remote ref/i.test(raw))
    return new AppFailure({
      type: 'secret-unavailable',
      field: 'token',
      message: `${host} has no “${path}”, or does not show it to this token. ${client.rights}`,
      raw,
    });
  if (/couldn't find remote ref/i.test(raw))
    return new AppFailure({
      type: 'not-found',
      field: 'base',
      message: 'The repository has no such branch, or no commits yet. Name another one to merge into.',
      raw,
    });
  if (/stale info|fetch first|non-fast-forward/i.test(raw))
    return new AppFailure({
      type: 'conflict',
      field: 'branch',
      message: 'The branch has moved on meanwhile: somebody else pushed to it. Choose another name.',
      raw,
    });
  if (/pre-receive|protected branch|GH\d{3}|remote rejected/i.test(raw))
    return new AppFailure({
      type: 'conflict',
      message: `${host} refused the push by a rule of its own. What it says is below.`,
      raw,
      actions: RETRY,
    });
  return networkFailure(host, new Error(raw));
}
