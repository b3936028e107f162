import { generateKeyPairSync, type KeyObject, X509Certificate } from 'node:crypto';
import { createSecureContext, rootCertificates, type SecureContext } from 'node:tls';
import { certificatesIn } from '../lib/pem.ts';
import { type Authority, type AuthorityPem, issueLeaf, loadAuthority } from './certificate-authority.ts';

const LEAVES_KEPT = 1_000;
/** A leaf is renewed this long before it expires, so that no long-lived client sees it expire. */
const RENEW_BEFORE_MS = 24 * 60 * 60 * 1_000;

interface CachedLeaf {
  readonly context: SecureContext;
  readonly notAfterMs: number;
}

/** The certificates that interception needs: the authority towards agents, the roots towards upstream servers. */
export class Interception {
  readonly #wallMs: () => number;
  #authority: Authority | undefined;
  #leafKey: KeyObject | undefined;
  #leaves = new Map<string, CachedLeaf>();
  #upstream: SecureContext | undefined;

  constructor(wallMs: () => number) {
    this.#wallMs = wallMs;
  }

  get ready(): boolean {
    return this.#authority !== undefined;
  }

  /** Applies both or neither. @returns the problem, in one sentence */
  configure(pem: AuthorityPem, extraRootsPem: string | undefined): string | undefined {
    const loaded = loadAuthority(pem, this.#wallMs());
    if (!loaded.ok) return loaded.message;
    const roots = readRoots(extraRootsPem);
    if (roots === undefined) return 'The additional root certificates cannot be read.';
    this.#authority = loaded.authority;
    this.#leaves = new Map();
    this.#upstream =
      roots.length === 0 ? undefined : createSecureContext({ ca: [...rootCertificates, ...roots] });
    return undefined;
  }

  /** The TLS context for intercepted connections to this host; undefined without an authority. */
  serverContext(host: string): SecureContext | undefined {
    const authority = this.#authority;
    if (authority === undefined) return undefined;
    const now = this.#wallMs();
    const cached = this.#leaves.get(host);
    if (cached !== undefined && now < cached.notAfterMs - RENEW_BEFORE_MS) return cached.context;
    const leaf = issueLeaf(authority, host, this.#key(), now);
    const context = createSecureContext({
      key: this.#key().export({ type: 'pkcs8', format: 'pem' }),
      cert: leaf.certificatePem + authority.certificatePem,
      minVersion: 'TLSv1.2',
    });
    const oldest = this.#leaves.keys().next().value;
    if (this.#leaves.size >= LEAVES_KEPT && oldest !== undefined) this.#leaves.delete(oldest);
    this.#leaves.set(host, { context, notAfterMs: leaf.notAfterMs });
    return context;
  }

  /** Undefined means Node's own roots, which it keeps in one shared store. */
  upstreamContext(): SecureContext | undefined {
    return this.#upstream;
  }

  /** One key for all leaves: it never leaves this process, and its creation costs more than a signature. */
  #key(): KeyObject {
    this.#leafKey ??= generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    return this.#leafKey;
  }
}

function readRoots(pem: string | undefined): string[] | undefined {
  if (pem === undefined || pem.trim() === '') return [];
  const blocks = certificatesIn(pem);
  try {
    for (const block of blocks) new X509Certificate(block);
  } catch {
    return undefined;
  }
  return blocks.length === 0 ? undefined : blocks;
}
