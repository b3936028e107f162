/** The host that a verification asks the gateway for: a name that leads nowhere (RFC 6761), made of 16 hex digits. */
export const verificationHost = (token: string): string => `verify-${token}.invalid`;

/** Whether a verification asks for such a host. A program of the agent gains nothing by doing so too. */
export const isVerificationHost = (host: string): boolean => /^verify-[0-9a-f]{16}\.invalid$/.test(host);

/** The address of cloud metadata, for which each verification asks the gateway once. */
export const METADATA = '169.254.169.254';

/** Deadline of a verification, because a person waits; probes without an answer by then are inconclusive. */
export const VERIFICATION_TRIES_MS = 25_000;
