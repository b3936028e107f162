import { command, flag } from '../definition.ts';
import { UsageError } from '../exit-code.ts';
import { dataPathOf } from '../places.ts';

export const sshConfigCommand = command({
  name: 'ssh-config',
  summary: 'Let ssh, scp, sftp, rsync, git and editors reach agents as NAME.bulkhead',
  details: [
    'It makes keys for this installation, writes a configuration file beside them in the data folder, and adds one line to the top of ~/.ssh/config that includes it. Nothing listens: ssh runs “bulkhead ssh-proxy”, which reaches the agent over the socket of the app or of “bulkhead serve”. docs/editors.md says more.',
  ],
  arguments: {},
  options: {
    print: flag('--print', 'Print the configuration, and change no file of ~/.ssh'),
    remove: flag('--remove', 'Remove the line from ~/.ssh/config'),
  },
  examples: [
    { line: 'bulkhead ssh-config', does: 'Then “ssh demo.bulkhead” opens a shell in the agent “demo”' },
    { line: 'bulkhead ssh-config --remove', does: 'Leaves ~/.ssh/config as it was' },
  ],
  run: async ({ options }, { output }) => {
    if (options.print && options.remove) throw new UsageError('Give --print or --remove, not both.');
    const { installConfig, removeConfig, sshConfig, userConfigPath } = await import(
      '../../ssh/install-config.ts'
    );
    const dataPath = dataPathOf();
    const path = userConfigPath();
    if (options.remove) {
      const removed = await removeConfig(dataPath);
      output.result({ path, removed }, () => [
        removed ? `Removed the line from ${path}` : `${path} has no such line`,
      ]);
      return 0;
    }
    const proxy = [process.execPath, __filename.replace(/[^/\\]*$/, 'bulkhead.cjs')];
    const place = { dataPath, proxy: [...proxy, 'ssh-proxy', '--data', dataPath] };
    if (options.print) {
      const text = await sshConfig(place);
      output.result({ text }, () => text.trimEnd().split('\n'));
      return 0;
    }
    const added = await installConfig(place);
    output.result({ path, added }, () => [
      added ? `Added a line to ${path}` : `${path} is ready`,
      'Open a shell in an agent with: ssh NAME.bulkhead',
    ]);
    return 0;
  },
});
