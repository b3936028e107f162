/** Makes lines of JSON of a program's output; characters that are cut between two chunks stay whole. */
export class OutputEvents {
  readonly #decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };

  lines(source: 'stdout' | 'stderr', bytes: Uint8Array): string {
    const text = this.#decoders[source].decode(bytes, { stream: true });
    return text === '' ? '' : `${JSON.stringify({ event: 'output', source, text })}\n`;
  }
}
