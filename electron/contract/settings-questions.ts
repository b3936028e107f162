import { listed } from '../lib/listed.ts';
import { BRINGABLES } from './bring-along.ts';
import type { ConsentQuestion } from './consent.ts';
import { DEFAULT_GATEWAY_BASE, type Preferences } from './preferences.ts';

/** The field of the settings that a question is about. */
export type AskedField = 'gatewayBase' | 'proxies' | 'authoritiesFile' | 'bringAlong';

/**
 * The questions that a person must answer outside of the page before the settings change, because a page that was taken
 * over could otherwise take what agents send: the gateway holds the values of secrets, a proxy carries everything, and
 * who signs certificates can read it. What is brought along is of the person's home, and agents show it to a page.
 */
export function settingsQuestions(
  change: { [Field in AskedField]?: Preferences[Field] | undefined } | undefined,
  current: Preferences,
): (ConsentQuestion & { field: AskedField })[] {
  const { gatewayBase, proxies = {}, authoritiesFile, bringAlong = [] } = change ?? {};
  const added = BRINGABLES.filter(({ id }) => bringAlong.includes(id) && !current.bringAlong.includes(id));
  const changesFile = authoritiesFile !== undefined && authoritiesFile !== current.authoritiesFile;
  const changesBase = gatewayBase !== undefined && gatewayBase !== current.gatewayBase;
  return [
    ...(changesBase && gatewayBase !== DEFAULT_GATEWAY_BASE
      ? [
          {
            field: 'gatewayBase' as const,
            message: 'Build the gateway on this image?',
            detail: gatewayBase,
          },
        ]
      : []),
    ...(changesFile && authoritiesFile !== ''
      ? [
          {
            field: 'authoritiesFile' as const,
            message: 'Let agents and the gateway trust the certificate authorities in this file?',
            detail: authoritiesFile,
          },
        ]
      : []),
    ...(added.length > 0
      ? [
          {
            field: 'bringAlong' as const,
            message: 'Copy these from your home into new agents?',
            detail: added
              .map(({ label, paths }) => `${label}: ${listed(paths.map((path) => `~/${path}`))}`)
              .join('\n'),
          },
        ]
      : []),
    ...Object.entries(proxies).flatMap(([engine, choice]) => {
      if (choice.kind !== 'manual' || JSON.stringify(choice) === JSON.stringify(current.proxies[engine]))
        return [];
      const user = choice.username === '' ? '' : `\nas ${choice.username}`;
      return [
        {
          field: 'proxies' as const,
          message: 'Send everything that agents let out through this proxy?',
          detail: `${choice.url}${user}\nfor the engine at ${engine}`,
        },
      ];
    }),
  ];
}
