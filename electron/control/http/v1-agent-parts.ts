import { z } from 'zod';
import { followStream } from '../../client/follow-stream.ts';
import {
  changesListInputSchema,
  changesSummarySchema,
  type FileChange,
  fileChangeSchema,
  type LineCounts,
  lineCountsSchema,
} from '../../contract/changes.ts';
import { AppFailure } from '../../contract/error.ts';
import { verificationReportSchema } from '../../contract/isolation.ts';
import { calls } from '../../contract/registry.ts';
import { agentIdOf } from './agent-ref.ts';
import { callRoute } from './call-route.ts';
import type { JsonRoute } from './route.ts';

const on = (rest: string) => `/v1/agents/{agent}${rest}`;

const changeIntents = calls['egress.change'].input.omit({ agentId: true });

const egressChange: JsonRoute = {
  ...callRoute('egress.change', {
    method: 'POST',
    path: on('/egress/intents'),
    id: 'changeEgress',
    summary: 'Change what may leave the agent’s network, at once; all intents or none',
  }),
  run: async ({ client, caller, params, body, signal }) => {
    const { intents } = body as z.output<typeof changeIntents>;
    // Only the person at this machine may add a host service, or replace the lists by a file that may contain one.
    if (caller.roots !== 'any' && intents.some(({ type }) => type === 'add-service' || type === 'replace')) {
      throw new AppFailure({
        type: 'invalid-input',
        field: 'intents',
        message: 'A token cannot open services of this machine to an agent.',
      });
    }
    const agentId = await agentIdOf(client, params.agent ?? '');
    return { body: await client.call('egress.change', { agentId, intents }, signal) };
  },
};

const verify: JsonRoute = {
  kind: 'json',
  method: 'POST',
  path: on('/verify'),
  id: 'verifyAgent',
  summary: 'Try to get out of the sandbox, and report; takes some seconds',
  scope: 'run',
  output: verificationReportSchema,
  status: 200,
  run: async ({ client, params, signal }) => {
    const agentId = await agentIdOf(client, params.agent ?? '');
    return { body: await followStream(client, 'isolation.verify', { agentId }, signal, () => undefined) };
  },
};

const changesQuery = changesListInputSchema.omit({ agentId: true, known: true });

const changes: JsonRoute = {
  kind: 'json',
  method: 'GET',
  path: on('/changes'),
  id: 'listChanges',
  summary: 'What the agent changed in its workspace',
  scope: 'read',
  readsContents: true,
  query: changesQuery,
  output: z.object({
    summary: changesSummarySchema,
    files: z.array(fileChangeSchema),
    counts: z.array(lineCountsSchema),
  }),
  status: 200,
  run: async ({ client, params, query, signal }) => {
    const agentId = await agentIdOf(client, params.agent ?? '');
    const files: FileChange[] = [];
    const counts: LineCounts[] = [];
    const input = { ...(query as z.output<typeof changesQuery>), agentId };
    const summary = await followStream(client, 'changes.list', input, signal, (batch) => {
      if (batch.kind === 'files') files.push(...batch.files);
      else counts.push(...batch.counts);
    });
    return { body: { summary, files, counts } };
  },
};

export const agentPartRoutes: readonly JsonRoute[] = [
  callRoute('egress.state', {
    method: 'GET',
    path: on('/egress'),
    id: 'getEgress',
    summary: 'What may leave the agent’s network',
  }),
  callRoute('egress.rules', {
    method: 'GET',
    path: on('/egress/rules'),
    id: 'listEgressRules',
    summary: 'All rules in force, with where they come from',
  }),
  egressChange,
  callRoute('network.totals', {
    method: 'GET',
    path: on('/egress/totals'),
    id: 'getEgressTotals',
    summary: 'Requests and bytes by host',
  }),
  verify,
  callRoute('isolation.last-report', {
    method: 'GET',
    path: on('/verification'),
    id: 'getVerification',
    summary: 'The newest verification; null without one',
  }),
  changes,
  callRoute('changes.diff', {
    method: 'POST',
    path: on('/changes/diff'),
    id: 'getDiff',
    summary: 'The differences of one file',
  }),
  callRoute('changes.plan', {
    method: 'POST',
    path: on('/changes/plan'),
    id: 'planApply',
    summary: 'What an apply would do to the host folder',
  }),
  callRoute('changes.apply', {
    method: 'POST',
    path: on('/changes/apply'),
    id: 'applyChanges',
    summary: 'Bring reviewed changes to the host folder',
  }),
  callRoute('changes.branch', {
    method: 'POST',
    path: on('/changes/branch'),
    id: 'branchChanges',
    summary: 'Write the changes to a branch of the host folder’s repository',
  }),
  callRoute('snapshot.list', {
    method: 'GET',
    path: on('/snapshots'),
    id: 'listSnapshots',
    summary: 'Snapshots, the newest first',
  }),
  callRoute('snapshot.save', {
    method: 'POST',
    path: on('/snapshots'),
    id: 'saveSnapshot',
    summary: 'Save the agent’s files as a snapshot',
  }),
  callRoute('snapshot.restore', {
    method: 'POST',
    path: on('/snapshots/{snapshotId}/restore'),
    id: 'restoreSnapshot',
    summary: 'Put the files of a snapshot back',
  }),
  callRoute('snapshot.fork', {
    method: 'POST',
    path: on('/snapshots/{snapshotId}/fork'),
    id: 'forkSnapshot',
    summary: 'Create another agent with the files of a snapshot',
  }),
  callRoute('ports.list', {
    method: 'GET',
    path: on('/ports'),
    id: 'listPorts',
    summary: 'Ports of the agent on this machine’s loopback',
  }),
  callRoute('ports.set', {
    method: 'PUT',
    path: on('/ports'),
    id: 'setPorts',
    summary: 'Publish exactly these ports',
  }),
];
