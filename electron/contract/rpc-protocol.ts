/**
 * Where the contract's messages (`wire.ts`) are asked for: on the socket as frames that follow an upgrade, by browsers as
 * a WebSocket.
 */
export const RPC_PATH = '/v1/rpc';
/** Changes when client and host of different versions would misunderstand each other. */
export const RPC_PROTOCOL = 'bulkhead.rpc.2';
