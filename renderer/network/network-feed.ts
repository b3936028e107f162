import { FollowFeed } from '../ipc/follow-feed.ts';
import { NetworkWindow } from './network-window.ts';

/** Follows one agent's requests while a view shows them. */
export class NetworkFeed extends FollowFeed<'network.follow'> {
  readonly window: NetworkWindow;

  constructor(agentId: string) {
    const window = new NetworkWindow();
    super({
      stream: 'network.follow',
      input: { agentId },
      onOpen: () => window.clear(),
      onBatch: (batch) => window.add(batch),
    });
    this.window = window;
  }
}
