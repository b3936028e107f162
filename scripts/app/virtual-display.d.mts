export interface VirtualDisplay {
  readonly display: string;
  stop(): Promise<void>;
}
export function startVirtualDisplay(): Promise<VirtualDisplay>;
