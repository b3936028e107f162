import { useEffect } from 'react';
import { platform } from '../../keys/platform.ts';
import { ariaShortcut, matchesShortcut, shortcutKeys } from '../../keys/shortcut.ts';
import { Button } from '../../ui/buttons/button.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import type { RecentProject } from '../memory/remembered.ts';

const shortcutOf = (index: number) => `Alt+${index + 1}`;

/** The projects of the last agents, each one key away. `active`: whether the keys count now. */
export function RecentProjects(props: {
  projects: readonly RecentProject[];
  active: boolean;
  onChoose: (project: RecentProject) => void;
}) {
  const { projects, active, onChoose } = props;
  useEffect(() => {
    if (!active) return;
    const onKeyDown = (event: KeyboardEvent) => {
      // With Alt, a Mac writes other characters: the place of the key counts.
      const press = { ...pressOf(event), key: event.code.replace(/^Digit/, '') };
      const index = projects.findIndex((_, at) => matchesShortcut(shortcutOf(at), press, platform));
      const project = projects[index];
      if (!project) return;
      event.preventDefault();
      onChoose(project);
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [projects, active, onChoose]);
  if (projects.length === 0) return null;
  return (
    <fieldset aria-label="Recent projects" className="flex flex-wrap items-center gap-1.5">
      <span className="text-sm text-subtle">Recent</span>
      {projects.map((project, index) => (
        <Button
          key={project.project}
          size="sm"
          className="max-w-44"
          title={project.project}
          aria-keyshortcuts={ariaShortcut(shortcutOf(index), platform)}
          onClick={() => onChoose(project)}
        >
          <span className="truncate">{project.label}</span>
          <Kbd keys={shortcutKeys(shortcutOf(index), platform)} />
        </Button>
      ))}
    </fieldset>
  );
}

function pressOf({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent) {
  return { key, ctrlKey, metaKey, altKey, shiftKey };
}
