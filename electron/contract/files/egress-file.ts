import { z } from 'zod';
import type { AgentEgress } from '../agent-spec.ts';
import { parseDomain } from '../allowed-domain.ts';
import type { EgressIntent } from '../egress-intent.ts';
import { egressModeSchema } from '../egress-mode.ts';
import { hostServiceSchema, writtenRuleSchema } from '../egress-rule.ts';
import { egressSetIdSchema, egressSetSchema } from '../egress-sets.ts';
import { ownSetsOf } from '../own-sets.ts';

/** Refuses duplicate entries. */
function each<T extends z.ZodType>(
  schema: T,
  of: string,
  same: (item: z.output<T>) => string = JSON.stringify,
) {
  return z.array(schema).superRefine((items, context) => {
    const seen = new Set<string>();
    for (const [index, item] of items.entries()) {
      const key = same(item);
      if (seen.has(key))
        context.addIssue({ code: 'custom', path: [index], message: `This ${of} is there twice.` });
      seen.add(key);
    }
  });
}

const domainSchema = z.string().superRefine((text, context) => {
  const parsed = parseDomain(text);
  if (!parsed.ok) context.addIssue({ code: 'custom', message: parsed.message });
});
const ruleSchema = z.strictObject(writtenRuleSchema.shape);
const version = z.literal(1, 'This version of Bulkhead reads version 1.');

/** An agent's egress as a file, without answers to blocked requests and temporary rules. */
export const egressFileSchema = z.strictObject({
  version,
  mode: egressModeSchema,
  allowedDomains: each(domainSchema, 'domain').default([]),
  rules: each(ruleSchema, 'rule').default([]),
  sets: each(egressSetIdSchema, 'set').default([]),
  services: each(z.strictObject(hostServiceSchema.shape), 'service', ({ host }) => host).default([]),
});
export type EgressFile = z.infer<typeof egressFileSchema>;

/** A person's own sets as a file. */
export const setsFileSchema = z.strictObject({
  version,
  sets: ownSetsOf(z.strictObject({ ...egressSetSchema.shape, rules: each(ruleSchema, 'rule') })),
});
export type SetsFile = z.infer<typeof setsFileSchema>;

export function egressFileOf(egress: AgentEgress): EgressFile {
  const { mode, allowedDomains, sets, services } = egress;
  const rules = egress.rules.map(({ answeredAt: _answeredAt, ...rule }) => rule);
  return { version: 1, mode, allowedDomains, rules, sets, services };
}

/** Returns the intent that replaces `reviewed` by the file, and nothing else. */
export function replaceIntent(reviewed: EgressFile, file: EgressFile): EgressIntent {
  const listsOf = ({ version: _version, ...lists }: EgressFile) => lists;
  return { type: 'replace', egress: listsOf(file), basedOn: listsOf(reviewed) };
}
