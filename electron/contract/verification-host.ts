/** The host that a verification asks the gateway for: a name that leads nowhere (RFC 6761), made of 16 hex digits. */
export const verificationHost = (token: string): string => `verify-${token}.invalid`;

/** Whether a verification asks for such a host. A program of the agent gains nothing by doing so too. */
export const isVerificationHost = (host: string): boolean => /^verify-[0-9a-f]{16}\.invalid$/.test(host);
