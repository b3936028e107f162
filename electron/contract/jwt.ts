import { type Fields, fillTemplate, type JsonTemplate } from './json-template.ts';

const HEADER = encode({ alg: 'none', typ: 'JWT' });

/** A token in the form of RFC 7519 that parses, proves nothing, and ends in the marker. */
export function placeholderJwt(claims: JsonTemplate, fields: Fields, marker: string): string {
  return `${HEADER}.${encode(fillTemplate(claims, fields))}.${marker}`;
}

/** The claims of a token in the form of RFC 7519, unverified; undefined for any other text. */
export function claimsOf(token: string): Record<string, unknown> | undefined {
  const parts = token.split('.');
  if (parts.length !== 3 || parts[1] === undefined) return undefined;
  try {
    const bytes = Uint8Array.from(atob(parts[1].replace(/-/g, '+').replace(/_/g, '/')), (character) =>
      character.charCodeAt(0),
    );
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof claims === 'object' && claims !== null ? (claims as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** Base64 as URLs carry it, without padding. */
function encode(json: unknown): string {
  const bytes = new TextEncoder().encode(JSON.stringify(json));
  const text = btoa(String.fromCharCode(...bytes));
  return text.replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}
