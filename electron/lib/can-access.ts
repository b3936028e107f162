import { access } from 'node:fs/promises';

/** Resolves to whether this process may use the path so; without a mode, whether it is there. Never rejects. */
export async function canAccess(path: string, mode?: number): Promise<boolean> {
  return await access(path, mode).then(
    () => true,
    () => false,
  );
}
