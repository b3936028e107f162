import { Suspense, useEffect, useRef } from 'react';
import { Sidebar } from '../agents/sidebar/sidebar.tsx';
import { ApprovalStrip } from '../approvals/approval-strip.tsx';
import { BottomBar } from '../engine/bottom-bar.tsx';
import { EngineAlert } from '../engine/engine-alert.tsx';
import { FleetPage } from '../fleet/fleet-page.tsx';
import { selectOverview, selectSelectedAgentId } from '../store/slices/window-slice.ts';
import { useStore } from '../store/store.ts';
import { keepFocusInView } from '../ui/overlays/focus-return.ts';
import { ErrorBoundary } from '../ui/states/error-boundary.tsx';
import { AppNotices } from './app-notices.tsx';
import { useFolderDrop } from './folder-drop.ts';
import { AgentPage, TasksPage } from './later-parts.ts';

/** The window: agents at the left, the fleet or one agent in the middle, the engine at the bottom. */
export function AppShell() {
  useFolderDrop();
  return (
    <div className="flex h-full flex-col">
      <div className="flex min-h-0 flex-1">
        <Sidebar />
        {/* It takes the focus when a dialog closes over a view that had it nowhere. */}
        <main tabIndex={-1} className="flex min-w-0 flex-1 flex-col outline-none">
          <EngineAlert />
          <AppNotices />
          <ApprovalStrip />
          <ErrorBoundary what="This view">
            <Suspense>
              <Content />
            </Suspense>
          </ErrorBoundary>
        </main>
      </div>
      <BottomBar />
    </div>
  );
}

function Content() {
  const agentId = useStore(selectSelectedAgentId);
  const overview = useStore(selectOverview);
  const view = agentId ?? overview;
  const shown = useRef(view);
  useEffect(() => {
    if (shown.current === view) return;
    shown.current = view;
    keepFocusInView();
  }, [view]);
  if (agentId !== null) return <AgentPage key={agentId} agentId={agentId} />;
  return overview === 'tasks' ? <TasksPage /> : <FleetPage />;
}
