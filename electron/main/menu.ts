import { Menu, type MenuItemConstructorOptions } from 'electron';

/** The application menu: the standard entries of every platform, and commands that the window carries out. */
export function installMenu({ command, quit }: { command: (name: string) => void; quit: () => void }): void {
  const mac: MenuItemConstructorOptions[] = process.platform === 'darwin' ? [{ role: 'appMenu' }] : [];
  const item = (label: string, name: string, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    click: () => command(name),
    // The page handles the keys itself, because their meaning depends on the focus (a terminal keeps its own keys).
    ...(accelerator ? { accelerator, registerAccelerator: false } : {}),
  });
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...mac,
      {
        label: 'File',
        submenu: [
          item('New Agent…', 'agent.new', 'CmdOrCtrl+N'),
          item('New Task…', 'task.new', 'CmdOrCtrl+Shift+N'),
          item('Open Project Folder…', 'agent.open-folder'),
          item('Import Agent…', 'agent.import'),
          item('Settings…', 'settings.open', 'CmdOrCtrl+,'),
          item('Install Command Line…', 'launcher.open'),
          { type: 'separator' },
          process.platform === 'darwin'
            ? { role: 'close' }
            : { label: 'Quit', accelerator: 'CmdOrCtrl+Q', click: quit },
        ],
      },
      { role: 'editMenu' },
      {
        label: 'View',
        submenu: [
          item('Command Palette…', 'palette.open', 'CmdOrCtrl+K'),
          item('Toggle Sidebar', 'sidebar.toggle', 'CmdOrCtrl+B'),
          { type: 'separator' },
          { role: 'resetZoom' },
          { role: 'zoomIn' },
          { role: 'zoomOut' },
          { type: 'separator' },
          { role: 'togglefullscreen' },
        ],
      },
      { role: 'windowMenu' },
    ]),
  );
}
