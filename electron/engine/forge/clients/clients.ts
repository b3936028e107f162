import type { ForgeKind } from '../../../contract/forge-host.ts';
import type { ForgeClient } from './client.ts';
import { gitea } from './gitea.ts';
import { github } from './github.ts';
import { gitlab } from './gitlab.ts';

export const CLIENTS: Readonly<Record<ForgeKind, ForgeClient>> = { github, gitlab, gitea };
