import { AppFailure } from '../../contract/error.ts';

export interface ImageReference {
  /** `docker.io`, `ghcr.io`, `localhost:5000`… */
  registry: string;
  /** Everything before the tag or digest, as written. */
  repository: string;
  /** A tag, or a digest with its algorithm. */
  tag: string;
}

/** Docker's rule: the first part names a registry when it has a dot or a port, or is `localhost`. */
function registryOf(repository: string): string {
  const [first = '', ...rest] = repository.split('/');
  return rest.length > 0 && (/[.:]/.test(first) || first === 'localhost') ? first : 'docker.io';
}

/** The grammar of distribution/reference: an optional host, path components, tag, digest. */
const HOST = String.raw`(?:localhost|[\w-]+(?:\.[\w-]+)+|[\w-]+(?=:\d))(?::\d+)?`;
const COMPONENT = String.raw`[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*`;
const REFERENCE = new RegExp(
  String.raw`^((?:${HOST}/)?${COMPONENT}(?:/${COMPONENT})*)(?::(\w[\w.-]{0,127}))?(?:@(sha256:[a-f0-9]{64}))?$`,
);

/** Splits an image reference; the tag defaults to `latest`. Throws `invalid-input` for an invalid reference. */
export function parseImageReference(reference: string): ImageReference {
  const match = REFERENCE.exec(reference);
  const [, repository = '', tag, digest] = match ?? [];
  if (!match) {
    throw new AppFailure({
      type: 'invalid-input',
      message: `“${reference}” is not an image reference. It looks like name, name:tag or registry/name:tag, in lower case.`,
      field: 'image',
    });
  }
  return { registry: registryOf(repository), repository, tag: digest ?? tag ?? 'latest' };
}
