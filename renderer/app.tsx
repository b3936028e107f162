import { Suspense, useEffect } from 'react';
import { announceActivity } from './activity/announce-activity.ts';
import { afterDraw } from './app/after-draw.ts';
import { AppShell } from './app/app-shell.tsx';
import { ConsoleFollowers, Dialogs } from './app/later-parts.ts';
import { showNotices } from './app/show-notices.ts';
import { reportToTray } from './app/tray-state.ts';
import { announceApprovals } from './approvals/announce-approvals.ts';
import { announceAsks } from './ask/announce-asks.ts';
import { useShortcuts } from './commands/use-shortcuts.ts';
import { showParsingNote } from './console/show-parsing-note.ts';
import { pressEarlyKeys } from './keys/early-keys.ts';
import { announceOperations } from './operations/announce-operations.ts';
import { CommandPalette } from './palette/command-palette.tsx';
import { startSync } from './store/sync.ts';
import { announceTasks } from './tasks/announce-tasks.ts';
import { useTheme } from './theme/use-theme.ts';
import { followFocus } from './ui/overlays/focus-return.ts';
import { Toasts } from './ui/overlays/toasts.tsx';
import { TooltipProvider } from './ui/overlays/tooltip.tsx';
import { ErrorBoundary } from './ui/states/error-boundary.tsx';

/** Everything that calls the engine host or the main process, which would take a core from the first draw. */
function startCalls(): () => void {
  void startSync();
  showNotices();
  showParsingNote();
  return reportToTray();
}

export function App() {
  const theme = useTheme();
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  useShortcuts();
  useEffect(followFocus, []);
  useEffect(announceOperations, []);
  useEffect(announceAsks, []);
  useEffect(announceApprovals, []);
  useEffect(announceActivity, []);
  useEffect(announceTasks, []);
  // After all that listens for keys.
  useEffect(pressEarlyKeys, []);
  useEffect(() => afterDraw(startCalls), []);
  return (
    <TooltipProvider>
      <ErrorBoundary what="The window">
        <AppShell />
      </ErrorBoundary>
      <ErrorBoundary what="The dialog">
        <Suspense>
          <Dialogs />
          <ConsoleFollowers />
        </Suspense>
      </ErrorBoundary>
      <CommandPalette />
      <Toasts theme={theme} />
    </TooltipProvider>
  );
}
