/** The name of the gateway's container: one an engine. */
export const GATEWAY_CONTAINER = 'bulkhead-gateway';
/** The network that leads the gateway, and nothing else, out. */
export const EGRESS_NETWORK = 'bulkhead-egress';
/** The name by which agents reach the gateway on their own networks. */
export const GATEWAY_ALIAS = 'gateway';
