import { bringableIdSchema } from '../contract/bring-along.ts';
import { ATTEMPTS_LIMIT_MAX, type Preferences, type PreferencesChange } from '../contract/preferences.ts';
import { exactSize } from '../contract/sizes.ts';
import { numberFrom, oneOf, sizeFrom, wholeNumberFrom, yesOrNo } from './values.ts';

/** A setting of the command line: one value of the preferences. */
export interface Setting {
  name: string;
  summary: string;
  read(preferences: Preferences): string;
  /** Throws `UsageError` for a text that is no value of it. */
  write(present: Preferences, text: string): PreferencesChange;
}

const word = (isSet: boolean) => (isSet ? 'yes' : 'no');
const hours = (count: number) => (count === 0 ? 'off' : String(count));
const hoursFrom = (what: string, text: string) =>
  text === 'off' ? 0 : wholeNumberFrom(`${what}, or “off”,`, text, [1, 168]);

export const SETTINGS: readonly Setting[] = [
  {
    name: 'budget-memory',
    summary: 'Memory of all running agents together, such as 16g; “off”: no limit',
    read: ({ budget }) => (budget.memoryBytes === null ? 'off' : exactSize(budget.memoryBytes)),
    write: ({ budget }, text) => ({
      budget: { ...budget, memoryBytes: text === 'off' ? null : sizeFrom('budget-memory', text) },
    }),
  },
  {
    name: 'budget-cpus',
    summary: 'CPUs of all running agents together; “off”: no limit',
    read: ({ budget }) => (budget.cpus === null ? 'off' : String(budget.cpus)),
    write: ({ budget }, text) => ({
      budget: { ...budget, cpus: text === 'off' ? null : numberFrom('budget-cpus', text) },
    }),
  },
  {
    name: 'attempts-at-once',
    summary:
      'How many attempts of tasks are at work at once, others wait; “memory”: as many as memory allows',
    read: ({ attemptsAtOnce }) => (attemptsAtOnce === null ? 'memory' : String(attemptsAtOnce)),
    write: (_, text) => ({
      attemptsAtOnce:
        text === 'memory' ? null : wholeNumberFrom('attempts-at-once', text, [1, ATTEMPTS_LIMIT_MAX]),
    }),
  },
  {
    name: 'on-quit',
    summary:
      'What happens to running agents when the app quits: ask, stop or keep; “tray”: closing the window hides it where there is a tray',
    read: ({ onQuit }) => onQuit,
    write: ({ onQuit }, text) => ({
      onQuit: oneOf('on-quit', ['ask', 'stop', 'keep', 'tray'], text) ?? onQuit,
    }),
  },
  {
    name: 'verify-every',
    summary: 'Hours between verifications of each running agent; “off”: none by itself',
    read: ({ verification }) => hours(verification.everyHours),
    write: ({ verification }, text) => ({
      verification: { ...verification, everyHours: hoursFrom('verify-every', text) },
    }),
  },
  {
    name: 'verify-new',
    summary: 'Whether the window proposes to verify new agents: yes or no',
    read: ({ verification }) => word(verification.newAgents),
    write: ({ verification }, text) => ({
      verification: { ...verification, newAgents: yesOrNo('verify-new', text) ?? false },
    }),
  },
  {
    name: 'snapshot-every',
    summary: 'Hours between snapshots of each running agent; “off”: none by itself',
    read: ({ snapshots }) => hours(snapshots.everyHours),
    write: ({ snapshots }, text) => ({
      snapshots: { ...snapshots, everyHours: hoursFrom('snapshot-every', text) },
    }),
  },
  {
    name: 'snapshot-keep',
    summary: 'How many of an agent’s snapshots made by itself are kept',
    read: ({ snapshots }) => String(snapshots.keepLast),
    write: ({ snapshots }, text) => ({
      snapshots: { ...snapshots, keepLast: wholeNumberFrom('snapshot-keep', text, [1, 100]) },
    }),
  },
  {
    name: 'snapshot-days',
    summary: 'After how many days they are removed; “off”: never',
    read: ({ snapshots }) => hours(snapshots.keepDays),
    write: ({ snapshots }, text) => ({
      snapshots: {
        ...snapshots,
        keepDays: text === 'off' ? 0 : wholeNumberFrom('snapshot-days', text, [1, 365]),
      },
    }),
  },
  {
    name: 'bring-along',
    summary: `What new agents get of your preferences (“bulkhead bring-along”), separated by commas, or “none”; more needs a person’s consent: ${bringableIdSchema.options.join(', ')}`,
    read: ({ bringAlong }) => bringAlong.join(',') || 'none',
    write: (_, text) => ({
      bringAlong:
        text === 'none'
          ? []
          : text.split(',').flatMap((id) => oneOf('bring-along', bringableIdSchema.options, id.trim()) ?? []),
    }),
  },
  {
    name: 'gateway-image',
    summary: 'The image that the gateway is built on; another one needs a person’s consent at the app',
    read: ({ gatewayBase }) => gatewayBase,
    write: (_, text) => ({ gatewayBase: text }),
  },
];
