import { completionScript, SHELLS } from '../completion.ts';
import { command, one } from '../definition.ts';
import { UsageError } from '../exit-code.ts';

export const completion = command({
  name: 'completion',
  summary: 'Print a script that completes command lines in a shell',
  details: [
    'bash: `eval "$(bulkhead completion bash)"` in ~/.bashrc. zsh: `eval "$(bulkhead completion zsh)"` in ~/.zshrc, after `compinit`. fish: `bulkhead completion fish > ~/.config/fish/completions/bulkhead.fish`. Tried with bash 5.2, zsh 5.9 and fish 3.6.',
  ],
  arguments: { shell: one('bash, zsh or fish') },
  options: {},
  examples: [
    { line: 'bulkhead completion bash', does: 'Commands, options and names of agents complete with Tab' },
  ],
  run: async ({ args }, { output, definitions }) => {
    const shell = SHELLS.find((each) => each === args.shell);
    if (!shell) throw new UsageError(`“${args.shell}” is none of ${SHELLS.join(', ')}.`);
    const script = completionScript(shell, await definitions());
    output.result({ shell, script }, () => [script]);
    return 0;
  },
});
