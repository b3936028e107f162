import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tls from 'node:tls';
import { certificatesIn } from '../../lib/pem.ts';

/** The parts of the machine that hold its authorities; an interface, so that tests can replace it. */
export interface RootsMachine {
  readonly platform: NodeJS.Platform;
  readonly environment: NodeJS.ProcessEnv;
  /** Undefined when the file cannot be read. */
  read(path: string): string | undefined;
  /** The files of a folder and of those in it. */
  filesBelow(folder: string): string[];
  /** The output of a program; '' when it fails. */
  run(program: string, ...args: string[]): string;
  /** Windows' own store, where this Node reads it. */
  windowsStore(): readonly string[];
}

/** Bundles of all authorities: Debian and Alpine, Fedora, SUSE. */
const BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/ca-bundle.pem',
];
/** Folders of what the distribution brings; the rest of a bundle is what somebody added to this machine. */
const DISTRIBUTION_FOLDERS = ['/usr/share/ca-certificates', '/usr/share/pki'];

/**
 * The authorities (PEM) that somebody added to this machine's store: those besides the ones that its distribution or
 * Node brings. macOS keeps them in the System keychain.
 */
export function systemRoots(machine: RootsMachine): string[] {
  const known = new Set(tls.rootCertificates.map(bare));
  const added = (text: string) => certificatesIn(text).filter((pem) => !known.has(bare(pem)));
  switch (machine.platform) {
    case 'darwin':
      return added(
        machine.run('security', 'find-certificate', '-a', '-p', '/Library/Keychains/System.keychain'),
      );
    case 'win32':
      return added(machine.windowsStore().join('\n'));
    default: {
      for (const file of DISTRIBUTION_FOLDERS.flatMap((folder) => machine.filesBelow(folder)))
        for (const pem of certificatesIn(machine.read(file) ?? '')) known.add(bare(pem));
      const paths = [machine.environment.SSL_CERT_FILE, ...BUNDLES].filter((path) => path !== undefined);
      const bundle = paths.map((path) => machine.read(path)).find((text) => text?.includes('BEGIN CERT'));
      return added(bundle ?? '');
    }
  }
}

/** A certificate without the line breaks of its PEM. */
function bare(pem: string): string {
  return pem.replace(/\s+/g, '');
}

export function thisMachine(): RootsMachine {
  return {
    platform: process.platform,
    environment: process.env,
    read(path) {
      try {
        return readFileSync(path, 'utf8');
      } catch {
        // A store that is not there holds nothing.
        return undefined;
      }
    },
    filesBelow,
    run(program, ...args) {
      try {
        return execFileSync(program, args, { encoding: 'utf8', timeout: 5_000, stdio: 'pipe' });
      } catch {
        // A store that cannot be asked holds nothing.
        return '';
      }
    },
    windowsStore() {
      // Node 22.15 and newer.
      const { getCACertificates } = tls as { getCACertificates?: (kind: 'system') => string[] };
      return getCACertificates?.('system') ?? [];
    },
  };
}

function filesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? filesBelow(join(folder, entry.name)) : [join(folder, entry.name)],
    );
  } catch {
    // The folder of another distribution.
    return [];
  }
}
