/** The exit codes, as the documentation lists them. */
export const EXIT_CODES: readonly (readonly [code: string, meaning: string])[] = [
  ['0', 'done'],
  ['1', 'failed'],
  ['2', 'the command line, or what it asks for, is wrong'],
  ['3', 'no engine can be reached'],
  ['4', 'refused: it needs a person’s consent or a secret that is not here, or a flag refuses the outcome'],
  ['5', 'timed out'],
  ['125', '`run`, `exec` and `console`: failed, so that no program’s exit code is known'],
  ['126', '`run`, `exec` and `console`: the program cannot be run'],
  ['127', '`run`, `exec` and `console`: no such program'],
  ['130', 'interrupted'],
  ['other', '`run`, `exec` and `console`: the program’s own code'],
];

/** Environment variables that the program reads. */
export const VARIABLES: readonly (readonly [name: string, meaning: string])[] = [
  ['DOCKER_HOST', 'The engine, as for docker'],
  [
    'DOCKER_CONTEXT',
    'The Docker context, as for docker; without it the current one, and no other engine in its place',
  ],
  ['DOCKER_CONFIG', 'The folder of Docker’s configuration; ~/.docker when unset'],
  [
    'DOCKER_TLS_VERIFY, DOCKER_TLS',
    'Any value: TLS with DOCKER_HOST, with or without a check of the certificate',
  ],
  ['DOCKER_CERT_PATH', 'The folder with ca.pem, cert.pem and key.pem; Docker’s own when unset'],
  ['BULKHEAD_DATA', 'The data folder; the app’s own when unset'],
  ['BULKHEAD_LOG', 'Any value: log to stderr when a command starts a host for itself'],
  ['NO_COLOR', 'Any value: no colours'],
];
