import type { EngineState } from '../../electron/contract/engine.ts';

export interface EngineAdvice {
  text: string;
  /** To run in a terminal. */
  command?: string;
  /** The vendor's instructions. */
  link: string;
}

const LINUX_LINK = 'https://docs.docker.com/engine/install/';
const GROUP = 'sudo usermod -aG docker $USER';

/** How to get an engine on a system, as Node.js names it; an engine that refuses access is there already. */
export function engineAdvice(
  platform: string,
  state: Extract<EngineState, { status: 'unreachable' }>,
): EngineAdvice {
  if (state.error.type === 'engine-permission-denied' && platform === 'linux')
    return {
      text: 'Docker is there, but you may not use it. Join its group, then sign out of the system and in again:',
      command: GROUP,
      link: 'https://docs.docker.com/engine/install/linux-postinstall/',
    };
  switch (platform) {
    case 'darwin':
      return {
        text: 'Install Docker Desktop, OrbStack or Rancher Desktop and open it, or get Colima with Homebrew:',
        command: 'brew install colima docker && colima start',
        link: 'https://docs.docker.com/desktop/setup/install/mac-install/',
      };
    case 'win32':
      return {
        text: 'Install Docker Desktop or Rancher Desktop and open it. Both use WSL 2:',
        command: 'winget install Docker.DockerDesktop',
        link: 'https://docs.docker.com/desktop/setup/install/windows-install/',
      };
    default:
      return {
        text: 'On Debian and Ubuntu, install Docker and join its group, then sign out of the system and in again:',
        command: `sudo apt install docker.io && ${GROUP}`,
        link: LINUX_LINK,
      };
  }
}
