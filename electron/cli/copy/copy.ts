import type { RpcClient } from '../../client/rpc-client.ts';

/** What has been copied so far. */
export interface CopyResult {
  files: number;
  bytes: number;
  leftOut: LeftOut[];
}

/** An entry that was not copied. */
export interface LeftOut {
  path: string;
  why: string;
}

export interface CopyOptions {
  client: RpcClient;
  agentId: string;
  signal: AbortSignal;
  onProgress(soFar: CopyResult): void;
}
