/** Name of the gateway's container; each engine has one. */
export const GATEWAY_CONTAINER = 'bulkhead-gateway';
/** The network that connects only the gateway to the outside. */
export const EGRESS_NETWORK = 'bulkhead-egress';
/** The gateway's host name on agents' own networks. */
export const GATEWAY_ALIAS = 'gateway';
