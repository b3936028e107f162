import { Sidebar } from '../agents/sidebar/sidebar.tsx';
import { ApprovalStrip } from '../approvals/approval-strip.tsx';
import { BottomBar } from '../engine/bottom-bar.tsx';
import { EngineAlert } from '../engine/engine-alert.tsx';
import { FleetPage } from '../fleet/fleet-page.tsx';
import { selectSelectedAgentId } from '../store/slices/window-slice.ts';
import { useStore } from '../store/store.ts';
import { ErrorBoundary } from '../ui/states/error-boundary.tsx';
import { AgentPage } from './agent-page.tsx';
import { AppNotices } from './app-notices.tsx';
import { useFolderDrop } from './folder-drop.ts';

/** The window: agents at the left, the fleet or one agent in the middle, the engine at the bottom. */
export function AppShell() {
  useFolderDrop();
  return (
    <div className="flex h-full flex-col">
      <div className="flex min-h-0 flex-1">
        <Sidebar />
        <main className="flex min-w-0 flex-1 flex-col">
          <EngineAlert />
          <AppNotices />
          <ApprovalStrip />
          <ErrorBoundary what="This view">
            <Content />
          </ErrorBoundary>
        </main>
      </div>
      <BottomBar />
    </div>
  );
}

function Content() {
  const agentId = useStore(selectSelectedAgentId);
  return agentId === null ? <FleetPage /> : <AgentPage key={agentId} agentId={agentId} />;
}
