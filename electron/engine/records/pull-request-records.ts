import { z } from 'zod';
import { type PullRequest, pullRequestSchema } from '../../contract/forge.ts';
import type { Engine } from '../docker/engine.ts';
import { VolumeLabelStore } from './volume-label-store.ts';

/** The branches and pull requests that an agent's work was pushed to, the newest first. They go with the agent. */
export class PullRequestRecords extends VolumeLabelStore<readonly PullRequest[]> {
  constructor(engine: () => Engine) {
    super(engine, 'pull-requests', z.array(pullRequestSchema));
  }
}
