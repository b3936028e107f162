import type { Agent } from '../../electron/contract/agent.ts';
import type { Quantity } from '../../electron/contract/sizes.ts';
import type { Sample } from '../../electron/contract/stats.ts';
import { formatNumber } from '../format/number.ts';
import { bytesQuantity, formatBytes, percentQuantity } from '../format/quantity.ts';

export interface Line {
  /** Names the line where a graph has two. */
  label: string;
  valueOf(sample: Sample): number;
}

/** One graph of the Overview. Values of lines, limit and `format` are in the same unit. */
export interface FigureSpec {
  name: 'CPU' | 'Memory' | 'Network I/O' | 'Disk I/O' | 'Processes';
  lines: readonly Line[];
  format(value: number): Quantity;
  /** Drawn as a dashed line; the scale reaches to it. */
  limit?: { value: number; label: string };
  /** The scale never ends below this, so that noise does not look like work. */
  floor: number;
  /** Whether the axis counts in powers of two. */
  binary: boolean;
  /** The text below the current value: its share of a limit, or totals since the start. */
  remarks(sample: Sample): string[];
}

const bytesPerSecond = (value: number): Quantity => {
  const { value: digits, unit } = bytesQuantity(value);
  return { value: digits, unit: `${unit}/s` };
};

const quantityLabel = ({ value, unit }: Quantity) => `${value} ${unit}`;
const plural = (count: number, noun: string) => `${formatNumber(count)} ${noun}${count === 1 ? '' : 's'}`;

/** The five graphs of an agent. `hostCpus` is undefined while the engine is not reachable. */
export function figuresOf({ limits }: Pick<Agent, 'limits'>, hostCpus: number | undefined): FigureSpec[] {
  return [
    cpu(limits.cpus, hostCpus),
    {
      name: 'Memory',
      lines: [{ label: 'Used', valueOf: (sample) => sample.memoryBytes }],
      format: bytesQuantity,
      ...limited(limits.memoryBytes, `limit ${formatBytes(limits.memoryBytes)}`),
      floor: 16 * 1024 * 1024,
      binary: true,
      remarks: ({ memoryBytes }) =>
        limits.memoryBytes > 0
          ? [
              `${quantityLabel(percentQuantity((memoryBytes / limits.memoryBytes) * 100))} of ${formatBytes(limits.memoryBytes)}`,
            ]
          : ['No limit'],
    },
    {
      name: 'Network I/O',
      lines: [
        { label: 'Received', valueOf: (sample) => sample.rxBytesPerSecond },
        { label: 'Sent', valueOf: (sample) => sample.txBytesPerSecond },
      ],
      format: bytesPerSecond,
      floor: 4096,
      binary: true,
      remarks: ({ rxBytes, txBytes }) => [`${formatBytes(rxBytes)} in, ${formatBytes(txBytes)} out`],
    },
    {
      name: 'Disk I/O',
      lines: [
        { label: 'Read', valueOf: (sample) => sample.readBytesPerSecond },
        { label: 'Written', valueOf: (sample) => sample.writeBytesPerSecond },
      ],
      format: bytesPerSecond,
      floor: 4096,
      binary: true,
      remarks: ({ readBytes, writeBytes }) => [
        `${formatBytes(readBytes)} read, ${formatBytes(writeBytes)} written`,
      ],
    },
    {
      name: 'Processes',
      lines: [{ label: 'Running', valueOf: (sample) => sample.pids }],
      format: (value) => ({
        value: formatNumber(Math.round(value)),
        unit: Math.round(value) === 1 ? 'process' : 'processes',
      }),
      ...limited(limits.pids, `limit ${formatNumber(limits.pids)}`),
      floor: 8,
      binary: false,
      remarks: () => [limits.pids > 0 ? `of ${formatNumber(limits.pids)} allowed` : 'No limit'],
    },
  ];
}

/** In percent of what the agent may use: its limit, else the host. Samples count in percent of one CPU. */
function cpu(limitCpus: number, hostCpus: number | undefined): FigureSpec {
  const allowed = limitCpus > 0 ? limitCpus : (hostCpus ?? 1);
  return {
    name: 'CPU',
    lines: [{ label: 'Used', valueOf: (sample) => sample.cpuPercent / allowed }],
    format: percentQuantity,
    ...limited(limitCpus > 0 ? 100 : 0, `limit ${plural(limitCpus, 'CPU')}`),
    floor: 100,
    binary: false,
    remarks: ({ cpuPercent }) => [
      limitCpus > 0 ? `of its ${plural(limitCpus, 'CPU')}` : 'No limit',
      ...(hostCpus
        ? [
            `${quantityLabel(percentQuantity(cpuPercent / hostCpus))} of the host (${plural(hostCpus, 'CPU')})`,
          ]
        : []),
    ],
  };
}

/** 0 stands for no limit. */
function limited(value: number, label: string): Pick<FigureSpec, 'limit'> {
  return value > 0 ? { limit: { value, label } } : {};
}
