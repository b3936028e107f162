/** One end of a message channel: an Electron MessagePort in any process, or Node's own in tests and headless use. */
export interface Port {
  /** Structured clone; nothing is transferred. */
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  onClose(listener: () => void): void;
  close(): void;
}
