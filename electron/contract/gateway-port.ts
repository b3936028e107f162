/** Where the gateway's proxy listens on every agent's network. */
export const GATEWAY_PORT = 3128;
