import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { AppFailure } from '../../contract/error.ts';
import { type CallContext, DeadlineError, describeProblem, isSubnetTaken, toFailure } from './errors.ts';

const container: CallContext = { kind: 'container', name: 'web' };
const pull: CallContext = { kind: 'pull', name: 'acme/tool:1' };

/** What engines 20.10 to 28 and Podman really say, by the type it must become. */
const answers: [type: string, context: CallContext, status: number, text: string][] = [
  ['image-not-found', container, 404, 'No such image: nope:2'],
  [
    'image-not-found',
    { kind: 'image', name: 'nope' },
    404,
    'no such image: nope: No such image: nope:latest',
  ],
  ['image-not-found', pull, 500, 'manifest for acme/tool:1 not found: manifest unknown: manifest unknown'],
  [
    'image-not-found',
    pull,
    404,
    "pull access denied for acme/tool, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
  ],
  [
    'image-pull-failed',
    pull,
    500,
    'Get "https://r.example/v2/": dial tcp: lookup r.example on 127.0.0.11:53: no such host',
  ],
  ['image-pull-failed', pull, 500, 'Get "https://r.example/v2/": net/http: TLS handshake timeout'],
  ['not-allowed', container, 403, 'container rootfs is marked read-only'],
  ['not-allowed', container, 403, 'mounted volume is marked read-only'],
  [
    'image-pull-failed',
    pull,
    500,
    'Get "https://127.0.0.1:1/v2/": dial tcp 127.0.0.1:1: connect: connection refused',
  ],
  [
    'image-pull-failed',
    pull,
    500,
    'Head "https://r.example/v2/x/manifests/1": unauthorized: authentication required',
  ],
  [
    'image-pull-failed',
    pull,
    500,
    'Get "https://r.example/v2/": x509: certificate signed by unknown authority',
  ],
  ['image-pull-failed', pull, 500, 'toomanyrequests: You have reached your pull rate limit.'],
  ['image-pull-failed', pull, 404, 'no matching manifest for linux/arm64/v8 in the manifest list entries'],
  ['image-pull-failed', pull, 500, 'filesystem layer verification failed for digest sha256:0'],
  ['resource-limit', pull, 500, 'write /var/lib/docker/tmp/x: no space left on device'],
  ['invalid-input', container, 400, 'invalid reference format'],
  [
    'name-taken',
    container,
    409,
    'Conflict. The container name "/web" is already in use by container "0f". You have to remove (or rename) that container to be able to reuse that name.',
  ],
  ['name-taken', { kind: 'network', name: 'n' }, 409, 'network with name n already exists'],
  ['resource-limit', container, 400, 'Minimum memory limit allowed is 6MB'],
  [
    'resource-limit',
    container,
    400,
    'Range of CPUs is from 0.01 to 2.00, as there are only 2 CPUs available',
  ],
  ['runtime-missing', container, 400, 'Unknown runtime specified kata'],
  ['runtime-missing', container, 400, 'unknown or invalid runtime name: kata'],
  [
    'runtime-missing',
    container,
    500,
    'failed to create shim task: OCI runtime create failed: unable to retrieve OCI runtime error (open log.json: no such file or directory): exec: "runsc": executable file not found in $PATH: <nil>: unknown',
  ],
  [
    'command-not-found',
    container,
    400,
    'OCI runtime create failed: container_linux.go:380: starting container process caused: exec: "nope": executable file not found in $PATH: unknown',
  ],
  [
    'command-not-found',
    container,
    400,
    'failed to create task for container: OCI runtime create failed: runc create failed: unable to start container process: exec: "/nope": stat /nope: no such file or directory: unknown',
  ],
  [
    'command-not-found',
    container,
    400,
    'OCI runtime create failed: runc create failed: unable to start container process: exec: "/etc": permission denied: unknown',
  ],
  [
    'command-not-found',
    container,
    400,
    'OCI runtime start failed: starting container: starting root container: starting sandbox: error finding executable "nope" in PATH [/usr/bin /sbin /bin]: no such file or directory: unknown',
  ],
  [
    'resource-limit',
    container,
    500,
    'Cannot update container e8a9: /var/lib/docker/runtimes/runsc did not terminate successfully: exit status 128: Usage: runsc <flags>\nSubcommands:\n: unknown',
  ],
  ['seccomp-invalid', container, 400, 'Decoding seccomp profile failed: invalid character'],
  [
    'invalid-input',
    container,
    400,
    'invalid mount config for type "bind": bind source path does not exist: /nope',
  ],
  ['container-gone', container, 404, 'No such container: web'],
  ['container-gone', container, 404, 'no container with name or ID "web" found: no such container'],
  ['not-running', container, 409, 'Container 0f is not running'],
  ['not-running', container, 500, 'ttrpc: closed: unknown'],
  ['not-running', { kind: 'exec' }, 409, 'Container 0f is paused, unpause the container before exec'],
  [
    'conflict',
    { kind: 'image', name: 'x' },
    409,
    'conflict: unable to delete 6972 (cannot be forced) - image is being used by running container 0f',
  ],
  [
    'conflict',
    { kind: 'network', name: 'n' },
    403,
    'error while removing network: network n id 0f has active endpoints',
  ],
  ['conflict', { kind: 'volume', name: 'v' }, 409, 'remove v: volume is in use - [0f]'],
  ['not-found', { kind: 'network', name: 'n' }, 404, 'network n not found'],
  ['not-found', { kind: 'volume', name: 'v' }, 404, 'get v: no such volume'],
  [
    'network-error',
    { kind: 'network', name: 'n' },
    403,
    'Pool overlaps with other one on this address space',
  ],
  [
    'network-error',
    { kind: 'network', name: 'n' },
    400,
    'could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network',
  ],
  [
    'network-error',
    container,
    500,
    'driver failed programming external connectivity on endpoint x: Bind for 127.0.0.1:80 failed: port is already allocated',
  ],
  [
    'engine-too-old',
    { kind: 'engine' },
    400,
    'client version 1.51 is too new. Maximum supported API version is 1.41',
  ],
  ['engine-tls', { kind: 'engine' }, 400, 'Client sent an HTTP request to an HTTPS server.'],
  [
    'image-build-failed',
    { kind: 'build', name: 'x' },
    500,
    "The command 'false' returned a non-zero code: 1",
  ],
  ['conflict', container, 409, 'something else'],
  ['internal', container, 500, 'something else'],
];

const broken: [type: string, code: string][] = [
  ['engine-unreachable', 'ECONNREFUSED'],
  ['engine-unreachable', 'ENOENT'],
  ['engine-unreachable', 'ETIMEDOUT'],
  ['engine-unreachable', 'ECONNRESET'],
  ['engine-permission-denied', 'EACCES'],
  ['engine-tls', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ['engine-tls', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  // The engine refuses the client's certificate, or misses it.
  ['engine-tls', 'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA'],
  ['engine-tls', 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'],
];

describe('describeProblem', () => {
  it.each(answers)('%s: %o %s %s', (type, context, status, text) => {
    const error = describeProblem({ status, text }, context);
    expect(error).toMatchObject({ type, raw: text });
    expect(error.message).not.toMatch(/undefined|“”/);
  });

  it.each(broken)('%s: %s', (type, code) => {
    const error = describeProblem({ code, text: `connect ${code} /x.sock` }, { kind: 'engine' });
    expect(error.type).toBe(type);
    expect(error.actions.map(({ kind }) => kind)).toEqual(['retry', 'choose-socket']);
  });

  it('tells the ways in which a pull fails apart', () => {
    const messages = answers
      .filter(([, context]) => context === pull)
      .map(([, , , text]) => describeProblem({ status: 500, text }, pull).message);
    expect(new Set(messages).size).toBeGreaterThanOrEqual(7);
  });

  it('names the command that is missing', () => {
    const text =
      'starting container process caused: exec: "cluade": executable file not found in $PATH: unknown';
    expect(describeProblem({ status: 400, text }, container).message).toContain('“cluade”');
  });
});

describe('toFailure', () => {
  it('takes off what the HTTP library put in front of the engine’s words', () => {
    const error = Object.assign(new Error('(HTTP code 404) unexpected - No such container: x '), {
      statusCode: 404,
    });
    expect(toFailure(error, container).error).toMatchObject({
      type: 'container-gone',
      raw: 'No such container: x',
    });
  });

  it('passes failures on and explains deadlines', () => {
    const failure = new AppFailure({ type: 'cancelled', message: 'x' });
    expect(toFailure(failure, container)).toBe(failure);
    expect(toFailure(new DeadlineError(30_000), container).message).toContain('30 s');
  });
});

describe('isSubnetTaken', () => {
  it('is true for an overlap and nothing else', () => {
    const fail = (text: string) => toFailure(new Error(text), { kind: 'network' });
    expect(
      isSubnetTaken(fail('invalid pool request: Pool overlaps with other one on this address space')),
    ).toBe(true);
    expect(isSubnetTaken(fail('network with name n already exists'))).toBe(false);
    expect(isSubnetTaken(new Error('Pool overlaps'))).toBe(false);
  });
});

it('says of an answer that no engine gives that it is not understood', () => {
  const { error } = z.object({ Id: z.string() }).safeParse({});
  expect(toFailure(error, container).error.message).toMatch(/does not understand/);
  expect(toFailure(error, { kind: 'engine' }).error.raw).toContain('Id');
});
