export function obtainOwnEngine(
  env?: NodeJS.ProcessEnv,
  name?: string,
): Promise<{ dockerHost: string; release: () => Promise<void> } | undefined>;
