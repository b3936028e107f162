/** The port of the gateway's proxy on every agent's network. */
export const GATEWAY_PORT = 3128;
