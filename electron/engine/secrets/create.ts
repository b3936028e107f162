import { SecretFiles, type SecretFilesOptions } from './secret-files.ts';

/** Secrets that agents get as files in memory. */
export function createSecretFiles(deps: SecretFilesOptions) {
  const files = new SecretFiles(deps);
  return { files, dispose: () => files.dispose() };
}
