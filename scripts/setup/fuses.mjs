/**
 * Electron's fuses that depend on what is built; the others stand in electron-builder.yml.
 * @param {{ platform: NodeJS.Platform, electronVersion: string, inspection: boolean }} build
 */
export function buildFuses({ platform, electronVersion, inspection }) {
  const major = Number(electronVersion.split('.')[0]);
  return {
    // Playwright starts the app with --inspect, which this fuse enables.
    enableNodeCliInspectArguments: inspection,
    // Electron checks the archive on these two; elsewhere the fuse does nothing.
    enableEmbeddedAsarIntegrityValidation: platform === 'darwin' || platform === 'win32',
    // This fuse came with Electron 29; setting one that a binary does not have is an error.
    ...(major >= 29 ? { grantFileProtocolExtraPrivileges: false } : {}),
  };
}
