import type { IncomingMessage, ServerResponse } from 'node:http';

/** An answer of a token endpoint (RFC 6749 section 5.1). */
export interface IssuedTokens {
  readonly token_type: string;
  readonly access_token: string;
  readonly refresh_token: string;
  readonly id_token: string;
  readonly expires_in: number;
  readonly scope: string;
}

export function createOAuthServer(): {
  signIn(): IssuedTokens;
  /** What a browser does on the page of a sign-in; returns the address that it leads back to. */
  approve(address: string): string;
  answer(request: IncomingMessage, response: ServerResponse, body: string): boolean;
};
