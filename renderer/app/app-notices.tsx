import { NoInternetNotice } from '../egress/no-internet-notice.tsx';
import { LeftoversNotice } from '../engine/leftovers-notice.tsx';
import { OtherEngineNotice } from '../engine/other-engine-notice.tsx';
import { AppErrorPanel } from '../errors/app-error-panel.tsx';
import { isBrowser } from '../ipc/transport.ts';
import { selectEngineHostProblem, selectSettingsProblem } from '../store/slices/app-slice.ts';
import { useStore } from '../store/store.ts';

/** Problems of the app itself, above every view. */
export function AppNotices() {
  const settingsProblem = useStore(selectSettingsProblem);
  const engineHostProblem = useStore(selectEngineHostProblem);
  return (
    <div className="flex shrink-0 flex-col gap-2 px-4 pt-3 empty:hidden">
      {engineHostProblem && (
        <AppErrorPanel
          title={isBrowser() ? 'Not connected' : 'Bulkhead’s engine host stopped'}
          error={engineHostProblem}
        />
      )}
      {settingsProblem && (
        <AppErrorPanel title="There is a problem with the settings" error={settingsProblem} />
      )}
      <OtherEngineNotice />
      <NoInternetNotice />
      <LeftoversNotice />
    </div>
  );
}
