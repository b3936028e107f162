import type { Sample } from '../../contract/stats.ts';

const MINUTE_MS = 60_000;
/** One reading a second for five minutes… */
const FINE_MS = 5 * MINUTE_MS;
const FINE_CAPACITY = 300;
/** …and one for every 5 s of an hour: 1,020 samples an agent at most, about 200 KB. */
const COARSE_STEP_MS = 5_000;
const COARSE_MS = 60 * MINUTE_MS;

/** The bounded readings of one agent, newest last. Times without readings have no samples. */
export class History {
  readonly #fine: Sample[] = [];
  readonly #coarse: Sample[] = [];
  /** Readings of the current coarse step. */
  #current: Sample[] = [];

  get last(): Sample | undefined {
    return this.#fine.at(-1);
  }

  add(sample: Sample): void {
    this.#forgetAfter(sample.at);
    this.#fine.push(sample);
    while (this.#fine.length > FINE_CAPACITY) this.#fine.shift();
    const [first] = this.#current;
    if (first && stepOf(first) !== stepOf(sample)) {
      this.#coarse.push(mean(this.#current, first));
      this.#current = [];
    }
    this.#current.push(sample);
    while (this.#coarse[0] && this.#coarse[0].at < sample.at - COARSE_MS) this.#coarse.shift();
  }

  /** Readings of a time that is yet to come, because the clock was set back, would stay in front of all others. */
  #forgetAfter(time: number): void {
    while ((this.#fine.at(-1)?.at ?? time) > time) this.#fine.pop();
    while ((this.#coarse.at(-1)?.at ?? time) > time) this.#coarse.pop();
    if ((this.#current.at(-1)?.at ?? time) > time) this.#current = [];
  }

  /** Samples of the last minutes before `now`, at the finest stored resolution. */
  since(minutes: number, now: number): Sample[] {
    const start = now - minutes * MINUTE_MS;
    const fineStart = Math.max(start, now - FINE_MS);
    const fine = this.#fine.filter((sample) => sample.at >= fineStart);
    const end = fine[0]?.at ?? Number.POSITIVE_INFINITY;
    const coarse = this.#coarse.filter((sample) => sample.at >= start && sample.at < end);
    return minutes * MINUTE_MS <= FINE_MS ? fine : [...coarse, ...fine];
  }
}

const stepOf = (sample: Sample) => Math.floor(sample.at / COARSE_STEP_MS);

/** Averages rates and levels; takes totals from the last sample. */
function mean(samples: readonly Sample[], first: Sample): Sample {
  const last = samples.at(-1) ?? first;
  const of = (key: keyof Sample) => samples.reduce((sum, sample) => sum + sample[key], 0) / samples.length;
  return {
    ...last,
    cpuPercent: of('cpuPercent'),
    memoryBytes: of('memoryBytes'),
    rxBytesPerSecond: of('rxBytesPerSecond'),
    txBytesPerSecond: of('txBytesPerSecond'),
    readBytesPerSecond: of('readBytesPerSecond'),
    writeBytesPerSecond: of('writeBytesPerSecond'),
    pids: of('pids'),
  };
}
