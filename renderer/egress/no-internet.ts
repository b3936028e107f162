import type { Reachability } from '../../electron/contract/reachability.ts';
import { listed } from '../../electron/lib/listed.ts';

type Dead = Extract<Reachability, { state: 'dead' }>;

/** The title and the text of the one notice for a network without a way out. */
export function noInternet({ error, hosts }: Dead): { title: string; text: string } {
  const named = listed(hosts);
  switch (error) {
    case 'proxy-login':
      return {
        title: 'The proxy does not let agents out',
        text: 'It wants another user name or password than Bulkhead has. Change them in the settings.',
      };
    case 'proxy-unreachable':
      return {
        title: 'The proxy cannot be reached',
        text: 'Nothing that agents ask for gets out. Check its address in the settings, and whether the engine’s machine reaches it.',
      };
    case 'dns-failed':
      return {
        title: 'Agents do not reach the internet',
        text: `Names do not resolve: the last requests, to ${named}, all failed. Check the network of the engine’s machine. If it has a proxy, name it in the settings.`,
      };
    default:
      return {
        title: 'Agents do not reach the internet',
        text: `No server answers: the last requests, to ${named}, all failed. Check the network of the engine’s machine. If it has a proxy, name it in the settings.`,
      };
  }
}
