export function findExistingEngine(): Promise<{ dockerHost: string; socket: string }>;
