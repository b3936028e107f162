import { Suspense, useEffect } from 'react';
import { announceActivity } from './activity/announce-activity.ts';
import { AppShell } from './app/app-shell.tsx';
import { ConsoleFollowers, Dialogs } from './app/later-parts.ts';
import { reportToTray } from './app/tray-state.ts';
import { announceApprovals } from './approvals/announce-approvals.ts';
import { announceAsks } from './ask/announce-asks.ts';
import { useShortcuts } from './commands/use-shortcuts.ts';
import { pressEarlyKeys } from './keys/early-keys.ts';
import { announceOperations } from './operations/announce-operations.ts';
import { CommandPalette } from './palette/command-palette.tsx';
import { useTheme } from './theme/use-theme.ts';
import { followFocus } from './ui/overlays/focus-return.ts';
import { Toasts } from './ui/overlays/toasts.tsx';
import { TooltipProvider } from './ui/overlays/tooltip.tsx';
import { ErrorBoundary } from './ui/states/error-boundary.tsx';

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
  useEffect(reportToTray, []);
  // After all that listens for keys.
  useEffect(pressEarlyKeys, []);
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
