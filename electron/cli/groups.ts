/** Purpose of each group of commands, by its first word. */
export const GROUPS: Readonly<Record<string, string>> = {
  egress: 'Control what leaves an agent’s network',
  snapshot: 'Keep the files of an agent at one time',
  token: 'Let programs use the API over TCP',
};
