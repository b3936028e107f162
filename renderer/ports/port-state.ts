import type { ListeningPort, PublishedPort } from '../../electron/contract/ports.ts';
import type { Tone } from '../ui/tone.ts';

export interface PortState {
  text: string;
  tone: Tone;
  /** The next step, or an explanation. */
  detail?: string;
}

/**
 * Describes a published port: first problems on this machine, then problems in the agent. `inside` lists the ports that
 * listen in the agent; null when unknown.
 */
export function portState(
  port: PublishedPort,
  running: boolean,
  inside: readonly ListeningPort[] | null,
): PortState {
  if (port.boundPort === null) {
    return { text: 'Not listening', tone: 'danger', detail: port.problem ?? 'It is being opened.' };
  }
  if (!running) {
    return { text: 'Agent not running', tone: 'neutral', detail: 'Connections are refused until it runs.' };
  }
  const listener = inside?.find((each) => each.port === port.containerPort);
  if (listener?.loopbackOnly && port.last === 'not-listening') {
    return {
      text: 'Listens on localhost only',
      tone: 'warning',
      detail:
        'The image has no program that connects there (socat, bash, nc or node). Let the server listen on 0.0.0.0 (for example --host 0.0.0.0).',
    };
  }
  if (port.last === 'gateway-down') {
    return {
      text: 'No gateway',
      tone: 'danger',
      detail: 'The last connection found no gateway to go through.',
    };
  }
  if (inside ? !listener : port.last === 'not-listening') {
    return {
      text: 'Agent not listening',
      tone: 'warning',
      detail: `No program in the agent listens on port ${port.containerPort}.`,
    };
  }
  return { text: port.open > 0 ? `Listening, ${port.open} open` : 'Listening', tone: 'success' };
}
