import { useEffect, useLayoutEffect, useRef } from 'react';
import { selectReadOut } from '../store/slices/app-slice.ts';
import { useStore } from '../store/store.ts';
import { useTheme } from '../theme/use-theme.ts';
import { focusConsole } from './console-focus.ts';
import { panelId, tabId } from './console-tabs.tsx';
import { startIfNew, terminalOf } from './consoles.ts';

/** Hosts the terminal of a console in the page. */
export function TerminalPane({ consoleId }: { consoleId: number }) {
  const host = useRef<HTMLDivElement>(null);
  const theme = useTheme();
  const isReadOut = useStore(selectReadOut);
  useLayoutEffect(() => {
    const terminal = terminalOf(consoleId);
    const element = host.current;
    if (!terminal || !element) return;
    let isMounted = true;
    void terminal.show(element).then(() => {
      if (!isMounted) return;
      startIfNew(consoleId);
      focusConsole();
    });
    return () => {
      isMounted = false;
      terminal.hide();
    };
  }, [consoleId]);
  useEffect(() => {
    // The page has the colours of the new theme only in the next frame.
    const frame = requestAnimationFrame(() => terminalOf(consoleId)?.setTheme(theme));
    return () => cancelAnimationFrame(frame);
  }, [consoleId, theme]);
  useEffect(() => terminalOf(consoleId)?.setReadOut(isReadOut), [consoleId, isReadOut]);
  return (
    <div
      role="tabpanel"
      id={panelId(consoleId)}
      aria-labelledby={tabId(consoleId)}
      className="min-h-0 flex-1 bg-canvas pt-2 pl-3"
    >
      <div ref={host} className="h-full overflow-hidden" />
    </div>
  );
}
