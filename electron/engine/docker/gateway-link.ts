import { AppFailure } from '../../contract/error.ts';
import type { Logger } from '../../lib/logger.ts';
import { RelayLink, type RelayRequest } from '../../lib/relay/link.ts';
import { ROLE_LABEL } from '../objects/labels.ts';
import type { Engine } from './engine.ts';
import { FrameReader } from './frames.ts';
import { pushChunks } from './push-chunks.ts';

/**
 * Starts the gateway's program as the image's entrypoint does, with a smaller heap: flow-control windows bound the
 * buffered data.
 */
const PROGRAM = ['node', '--max-old-space-size=48', '--max-semi-space-size=4', '/gateway.cjs'];

/** A link to one more process of the gateway's program, in its container. */
export interface GatewayLink {
  readonly link: RelayLink;
  /** Resolves when the process has ended, or when the connection to it broke. */
  readonly closed: Promise<void>;
  close(): void;
}

/**
 * Starts the gateway's program once more in its container by an exec, whose stdin and stdout carry the link. So it works
 * on a remote engine too. `role`: `relay` connects to agents for this process; `app-relay` carries their connections to
 * this process, which answers each by `onRequest`. Rejects with `gateway-down` without a gateway.
 */
export async function openGatewayLink(
  engine: Engine,
  options: {
    role: 'relay' | 'app-relay';
    onRequest?: (request: RelayRequest) => void;
    logger: Logger;
  },
): Promise<GatewayLink> {
  const { role, onRequest, logger } = options;
  const gateways = await engine.listContainers({ label: [`${ROLE_LABEL}=gateway`] });
  const gateway = gateways.find(({ State }) => State === 'running');
  if (!gateway)
    throw new AppFailure({
      type: 'gateway-down',
      message: 'There is no gateway, so agents cannot be reached.',
    });
  const execId = await engine.createExec(gateway.Id, {
    Cmd: [...PROGRAM, role],
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
  });
  const stream = await engine.startExec(execId, { tty: false, stdin: true });
  const link = new RelayLink({
    send: (bytes) => stream.write(bytes),
    ...(onRequest ? { onRequest } : {}),
  });
  const frames = new FrameReader((source, bytes) => {
    if (source === 'stdout') link.push(bytes);
    else logger.warn('the relay complains', { role, text: Buffer.from(bytes).toString().slice(0, 500) });
  });
  pushChunks(stream, (chunk) => frames.push(chunk));
  stream.on('error', (error) => logger.warn('the relay broke', { role, error }));
  // The engine may end only its half when the program ends.
  stream.once('end', () => stream.destroy());
  const closed = new Promise<void>((resolve) => {
    stream.once('close', () => {
      link.close();
      resolve();
    });
  });
  return { link, closed, close: () => stream.destroy() };
}
