import type { MenuItemConstructorOptions } from 'electron';
import type { TrayState } from '../../contract/tray.ts';
import { type TrayAction, trayMenu, trayToolTip } from './tray-menu.ts';

/** Electron's tray, as far as this needs it. */
export interface TrayIcon<M> {
  setToolTip(text: string): void;
  setContextMenu(menu: M): void;
  on(event: 'click', listener: () => void): unknown;
}

export interface AppTrayOptions<M> {
  /** Throws where the desktop takes no icon. */
  createIcon(): TrayIcon<M>;
  buildMenu(template: MenuItemConstructorOptions[]): M;
  act(action: TrayAction): void;
}

/** The app's icon in the desktop's tray, once the desktop is known to have one. */
export class AppTray<M> {
  readonly #options: AppTrayOptions<M>;
  #icon: TrayIcon<M> | undefined;
  #state: TrayState | undefined;

  constructor(options: AppTrayOptions<M>) {
    this.#options = options;
  }

  get isShown(): boolean {
    return this.#icon !== undefined;
  }

  show(): void {
    if (this.#icon) return;
    this.#icon = this.#options.createIcon();
    this.#icon.on('click', () => this.#options.act({ kind: 'show', agentId: null }));
    this.#draw();
  }

  /** undefined: there is no page that would know. */
  update(state: TrayState | undefined): void {
    this.#state = state;
    this.#draw();
  }

  /** Linux shows no change of a menu that is there already, so each change makes a new one. */
  #draw(): void {
    this.#icon?.setToolTip(trayToolTip(this.#state));
    this.#icon?.setContextMenu(this.#options.buildMenu(this.#template()));
  }

  #template(): MenuItemConstructorOptions[] {
    return trayMenu(this.#state).map((item) => {
      if (item.kind === 'separator') return { type: 'separator' };
      const { label, action, enabled } = item;
      return { label, enabled, click: () => action && this.#options.act(action) };
    });
  }
}
