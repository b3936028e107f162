import { type ProxyChoice, parseProxyUrl } from '../../../electron/contract/upstream-proxy.ts';

/** The section's fields as typed. */
export interface ProxyForm {
  kind: 'automatic' | ProxyChoice['kind'];
  url: string;
  username: string;
  /** Empty keeps the stored password. */
  password: string;
  noProxy: string;
}

export function proxyFormOf(choice: ProxyChoice | undefined): ProxyForm {
  const empty = { url: '', username: '', password: '', noProxy: '' };
  if (choice?.kind !== 'manual') return { ...empty, kind: choice?.kind ?? 'automatic' };
  const { kind, url, username, noProxy } = choice;
  return { ...empty, kind, url, username, noProxy };
}

/** The problem with the address, or undefined. A password in it would land in the settings file. */
export function proxyUrlProblem({ kind, url }: Pick<ProxyForm, 'kind' | 'url'>): string | undefined {
  if (kind !== 'manual' || url.trim() === '') return undefined;
  const server = parseProxyUrl(url);
  if (!server) return 'Write http://host:3128, https://host:443 or socks5://host:1080.';
  return server.username === undefined ? undefined : 'User name and password have fields of their own.';
}

/** Whether the form can be saved. */
export function isComplete(form: ProxyForm): boolean {
  return form.kind !== 'manual' || (form.url.trim() !== '' && proxyUrlProblem(form) === undefined);
}

/** The choice to store; undefined for the automatic one. `secretId`: of the stored password, if any. */
export function choiceFrom(form: ProxyForm, secretId: string | null): ProxyChoice | undefined {
  if (form.kind === 'automatic') return undefined;
  if (form.kind !== 'manual') return { kind: form.kind };
  const username = form.username.trim();
  return {
    kind: 'manual',
    url: form.url.trim(),
    noProxy: form.noProxy.trim(),
    username,
    passwordSecretId: username === '' ? null : secretId,
  };
}
