import type { Output } from './output.ts';
import type { Session } from './session.ts';

/** Says when the host uses an engine in the place of a likelier one. Rejects if no engine can be used. */
export async function warnOfOtherEngine(session: Pick<Session, 'connected'>, output: Output): Promise<void> {
  const { endpoint, passedOver = [] } = await session.connected();
  const [first] = passedOver;
  if (!first) return;
  const reason = first.error?.message ?? '';
  output.note(
    `bulkhead: ${endpoint.label} (${endpoint.url}) is used, because ${first.endpoint.url} cannot be: ${reason} DOCKER_HOST chooses an engine.`,
  );
}
