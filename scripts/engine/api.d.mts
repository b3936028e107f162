export function call(
  socketPath: string,
  method: string,
  path: string,
  options?: { timeoutMs?: number },
): Promise<unknown>;
export function answers(socketPath: string): Promise<boolean>;
export function removeEverything(socketPath: string): Promise<void>;
