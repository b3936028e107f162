/** Path of the WebSocket that carries the contract's messages (`wire.ts`). */
export const RPC_PATH = '/v1/rpc';
/** Changes when an older client would misunderstand a newer host. */
export const RPC_PROTOCOL = 'bulkhead.rpc.1';
