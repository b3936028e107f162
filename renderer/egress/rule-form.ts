import {
  type TemporaryRule,
  type WrittenRule,
  writtenRuleSchema,
} from '../../electron/contract/egress-rule.ts';
import { wordsOf } from '../../electron/lib/words-of.ts';

export type Lasting = 'always' | 'ten-minutes' | 'hour' | 'until-stopped';

/** A rule's fields as typed. Lists are separated by commas or blanks. */
export interface RuleForm {
  effect: 'allow' | 'deny';
  host: string;
  ports: string;
  methods: string;
  paths: string;
  anyProtocol: boolean;
  opaque: boolean;
  note: string;
  lasts: Lasting;
}

export function ruleFormOf(rule: WrittenRule | TemporaryRule | undefined): RuleForm {
  return {
    effect: rule?.effect ?? 'allow',
    host: rule?.host ?? '',
    ports: rule?.ports?.join(', ') ?? '',
    methods: rule?.methods?.join(', ') ?? '',
    paths: rule?.paths?.join(', ') ?? '',
    anyProtocol: rule?.anyProtocol ?? false,
    opaque: rule?.opaque ?? false,
    note: rule?.note ?? '',
    lasts: rule && 'expiresAt' in rule && rule.expiresAt === null ? 'until-stopped' : 'always',
  };
}

export type RuleErrors = Partial<Record<'host' | 'ports' | 'methods' | 'paths' | 'note', string>>;

/** A rule with methods or paths needs its requests read. */
export function canBeOpaque({
  effect,
  methods,
  paths,
}: Pick<RuleForm, 'effect' | 'methods' | 'paths'>): boolean {
  return effect === 'allow' && methods.trim() === '' && paths.trim() === '';
}

/** Returns the rule, or the errors by field. */
export function readRule(form: RuleForm): { rule: WrittenRule } | { errors: RuleErrors } {
  const [ports, methods, paths] = [wordsOf(form.ports), wordsOf(form.methods), wordsOf(form.paths)];
  const read = writtenRuleSchema.safeParse({
    effect: form.effect,
    host: form.host.trim(),
    ...(ports.length > 0 ? { ports: ports.map(Number) } : {}),
    ...(methods.length > 0 ? { methods: methods.map((method) => method.toUpperCase()) } : {}),
    ...(paths.length > 0 ? { paths } : {}),
    ...(form.anyProtocol && form.effect === 'allow' ? { anyProtocol: true } : {}),
    ...(canBeOpaque(form) && form.opaque ? { opaque: true } : {}),
    ...(form.note.trim() === '' ? {} : { note: form.note.trim() }),
  });
  if (read.success) return { rule: read.data };
  const errors: RuleErrors = {};
  for (const { path, message } of read.error.issues) {
    const [field, index] = path;
    const typed = { ports, methods, paths }[String(field)]?.[Number(index)];
    const text =
      typed === undefined ? message : `“${typed}”: ${field === 'ports' ? 'a port is 1 to 65535.' : message}`;
    errors[field as keyof RuleErrors] ??= text;
  }
  if (form.host.trim() === '') errors.host = 'Name a host, such as example.com or *.example.com.';
  return { errors };
}

const MINUTE_MS = 60_000;
const LASTS_MS = { 'ten-minutes': 10 * MINUTE_MS, hour: 60 * MINUTE_MS };

/** Returns the expiry of a rule: epoch ms, null for the agent's stop, undefined for never. */
export function endOf(lasting: Lasting, now: number): number | null | undefined {
  if (lasting === 'always') return undefined;
  return lasting === 'until-stopped' ? null : now + LASTS_MS[lasting];
}
