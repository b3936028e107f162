export function call(
  socketPath: string,
  method: string,
  path: string,
  options?: { timeoutMs?: number; isProgress?: boolean },
): Promise<unknown>;
export function answers(socketPath: string): Promise<boolean>;
export function removeEverything(socketPath: string, label?: string): Promise<void>;
export function pullBaseImages(socketPath: string): Promise<void>;
