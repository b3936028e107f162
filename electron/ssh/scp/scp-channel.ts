import type { ServerChannel } from 'ssh2';
import { writeToChannel } from '../channel-output.ts';

const LONGEST_LINE_BYTES = 16 * 1024;
const NEWLINE = 10;
/** First bytes of an answer: well, a warning, the end. */
const OK = 0;
const WARNING = 1;

/** The client broke the protocol, has gone, or has ended the copy. */
export class ScpEnd extends Error {}

/** Lines, bytes and answers of the protocol of scp, which is described in the source of OpenSSH alone. */
export class ScpChannel {
  readonly #channel: ServerChannel;
  readonly #signal: AbortSignal;
  readonly #chunks: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);
  /** Whether an error was sent or received. */
  hasFailed = false;

  constructor(channel: ServerChannel, signal: AbortSignal) {
    this.#channel = channel;
    this.#signal = signal;
    // The end of the input must not close the channel, which still sends the exit code.
    this.#chunks = channel.iterator({ destroyOnReturn: false })[Symbol.asyncIterator]();
  }

  /** Resolves to the next line without its end; undefined at the end of the input. */
  async line(): Promise<string | undefined> {
    for (;;) {
      const at = this.#rest.indexOf(NEWLINE);
      if (at >= 0) return this.#take(at + 1).toString('utf8', 0, at);
      if (this.#rest.length > LONGEST_LINE_BYTES) throw new ScpEnd('a line is too long');
      if (await this.#more()) continue;
      if (this.#rest.length > 0) throw new ScpEnd('the input ends within a line');
      return undefined;
    }
  }

  /** Passes so many bytes of input on, in parts. */
  async *bytes(count: number): AsyncGenerator<Buffer> {
    let left = count;
    while (left > 0) {
      if (this.#rest.length === 0 && !(await this.#more())) throw new ScpEnd('the input ends within a file');
      const part = this.#take(Math.min(left, this.#rest.length));
      left -= part.length;
      yield part;
    }
  }

  /** Reads an answer of the client. A warning makes the copy fail, and does not end it. */
  async answer(): Promise<boolean> {
    for await (const [first] of this.bytes(1)) {
      if (first === OK) return true;
      this.hasFailed = true;
      const text = await this.line();
      if (first !== WARNING) throw new ScpEnd(text ?? 'the client ended the copy');
    }
    return false;
  }

  async send(bytes: Uint8Array | string): Promise<void> {
    if (this.#signal.aborted) throw new ScpEnd('the client has gone');
    await writeToChannel(this.#channel, this.#channel, Buffer.from(bytes), this.#signal);
  }

  ok(): Promise<void> {
    return this.send(Uint8Array.of(OK));
  }

  /** Tells the client about one file that failed; the copy goes on. */
  async warn(message: string): Promise<void> {
    this.hasFailed = true;
    await this.send(`${String.fromCharCode(WARNING)}scp: ${message.replaceAll('\n', ' ')}\n`);
  }

  #take(count: number): Buffer {
    const taken = this.#rest.subarray(0, count);
    this.#rest = this.#rest.subarray(count);
    return taken;
  }

  async #more(): Promise<boolean> {
    const { done, value } = await this.#chunks.next();
    if (done) return false;
    this.#rest = this.#rest.length === 0 ? value : Buffer.concat([this.#rest, value]);
    return true;
  }
}
