interface Mount {
  Type: string;
  Source: string;
  Destination: string;
  RW: boolean;
}

/** Whether a mount shows a part of a folder at the path where the folder's own mount already shows it. */
export function isRepeated(mount: Mount, mounts: readonly Mount[]): boolean {
  return mounts.some((other) => {
    const way = mount.Destination.slice(other.Destination.length);
    return (
      other.Type === 'bind' &&
      way.startsWith('/') &&
      mount.Destination.startsWith(other.Destination) &&
      mount.Source === `${other.Source}${way}` &&
      (other.RW || !mount.RW)
    );
  });
}
