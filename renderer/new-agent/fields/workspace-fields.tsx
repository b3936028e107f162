import type { CallOutput } from '../../../electron/contract/registry.ts';
import type { WorkspaceForm } from '../../agent-form/workspace-form.ts';
import { Button } from '../../ui/buttons/button.tsx';
import { RadioCards } from '../../ui/fields/radio-group.tsx';
import { IconCopy, IconDatabase, IconFolder } from '../../ui/icons.ts';
import { Callout } from '../../ui/states/callout.tsx';
import type { RecentProject } from '../memory/remembered.ts';
import { CopyFields } from './copy-fields.tsx';
import type { FieldsProps } from './fields-props.ts';
import { FolderFields } from './folder-fields.tsx';
import { RecentProjects } from './recent-projects.tsx';

const kinds = [
  {
    value: 'volume' as const,
    label: 'New volume',
    description: 'Empty, kept by the engine. Your files stay out of reach.',
    icon: IconDatabase,
  },
  {
    value: 'host-folder' as const,
    label: 'Host folder',
    description: 'A folder of yours. What the agent changes, changes there.',
    icon: IconFolder,
  },
  {
    value: 'copy' as const,
    label: 'Private copy',
    description: 'A copy of a folder or repository. You decide what comes back.',
    icon: IconCopy,
  },
];

export interface WorkspaceFieldsProps extends FieldsProps {
  masks: CallOutput<'agent.check'>['masks'];
  warnings: CallOutput<'agent.check'>['warnings'];
  /** The projects of the last agents, and whether their keys count now. */
  recent: { projects: readonly RecentProject[]; active: boolean; onChoose: (project: RecentProject) => void };
}

/** The agent's project files. */
export function WorkspaceFields({ form, change, errors, masks, warnings, recent }: WorkspaceFieldsProps) {
  const { workspace } = form;
  const changeWorkspace = (part: Partial<WorkspaceForm>) => change({ workspace: { ...workspace, ...part } });
  return (
    <div className="flex flex-col gap-3" data-field="workspace">
      <RadioCards
        label="Workspace"
        columns={3}
        compact
        options={kinds}
        value={workspace.kind}
        onValueChange={(kind) => changeWorkspace({ kind })}
      />
      <RecentProjects {...recent} />
      {workspace.kind === 'host-folder' &&
        warnings
          .filter(({ field }) => field === 'workspace.path')
          .map(({ message }) => (
            <Callout
              key={message}
              live
              tone="warning"
              action={
                <Button
                  size="sm"
                  onClick={() =>
                    changeWorkspace({
                      kind: 'copy',
                      copy: { ...workspace.copy, from: 'folder', path: workspace.folder.path },
                    })
                  }
                >
                  Make a private copy
                </Button>
              }
            >
              {message}
            </Callout>
          ))}
      {workspace.kind === 'host-folder' && (
        <FolderFields
          form={workspace.folder}
          change={(part) => changeWorkspace({ folder: { ...workspace.folder, ...part } })}
          errors={errors}
          masks={masks}
        />
      )}
      {workspace.kind === 'copy' && (
        <CopyFields
          form={workspace.copy}
          change={(part) => changeWorkspace({ copy: { ...workspace.copy, ...part } })}
          errors={errors}
          masks={masks}
        />
      )}
    </div>
  );
}
