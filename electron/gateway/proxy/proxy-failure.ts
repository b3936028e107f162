import type { FlowError } from '../../contract/egress.ts';

export type ProxyError = Extract<FlowError, `proxy-${string}`>;

/** The proxy did not carry the connection. */
export class ProxyFailure extends Error {
  readonly flowError: ProxyError;

  constructor(flowError: ProxyError) {
    super(flowError);
    this.flowError = flowError;
  }
}

/** What a proxy's status to a CONNECT means; undefined: it opened the tunnel. */
export function proxyErrorOf(status: number): ProxyError | undefined {
  if (status >= 200 && status < 300) return undefined;
  if (status === 407) return 'proxy-login';
  return status >= 400 && status < 500 ? 'proxy-refused' : 'proxy-failed';
}
