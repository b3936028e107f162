import { APP_HOST } from './mcp-grant.ts';

/** The host that a verification requests from the gateway: a name without an address (RFC 6761), with 16 hex digits. */
export const verificationHost = (token: string): string => `verify-${token}.invalid`;

/**
 * Whether the host has the form of a verification's. A program of the agent gains nothing by requesting such a host.
 */
export const isVerificationHost = (host: string): boolean => /^verify-[0-9a-f]{16}\.invalid$/.test(host);

/** The address of cloud metadata, for which each verification asks the gateway once. */
export const METADATA = '169.254.169.254';

/**
 * The addresses for which each verification asks the gateway once: cloud metadata, where this host answers programs, and
 * where it answers agents that a person granted it.
 */
export const VERIFIED_ADDRESSES: readonly string[] = [METADATA, '127.0.0.1', APP_HOST];

/** Deadline of a verification, because a person waits; probes without an answer by then are inconclusive. */
export const VERIFICATION_TRIES_MS = 25_000;
