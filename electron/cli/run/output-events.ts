/** Converts a program's output to lines of JSON. It joins characters that a chunk boundary splits. */
export class OutputEvents {
  readonly #decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };

  lines(source: 'stdout' | 'stderr', bytes: Uint8Array): string {
    const text = this.#decoders[source].decode(bytes, { stream: true });
    return text === '' ? '' : `${JSON.stringify({ event: 'output', source, text })}\n`;
  }
}
