import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { AccessSection } from '../access/access-section.tsx';
import { SetsSection } from '../egress-sets/sets-section.tsx';
import { engineTitle } from '../engine/engine-title.ts';
import { OwnEngineSection } from '../engine/own-engine-section.tsx';
import { isBrowser } from '../ipc/transport.ts';
import { BudgetSection } from '../life/budget-section.tsx';
import { SecretsSection } from '../secrets/secrets-section.tsx';
import { SnapshotSettings } from '../snapshots/snapshot-settings.tsx';
import { closeDialog, openDialog } from '../store/actions.ts';
import { selectSettings, selectTheme } from '../store/slices/app-slice.ts';
import { selectEngine } from '../store/slices/engine-slice.ts';
import type { SettingsSection } from '../store/slices/window-slice.ts';
import { useStore } from '../store/store.ts';
import { setTheme } from '../theme/set-theme.ts';
import { Button } from '../ui/buttons/button.tsx';
import { SegmentedControl } from '../ui/fields/radio-group.tsx';
import { IconDeviceDesktop, IconMoon, IconSun } from '../ui/icons.ts';
import { Kbd } from '../ui/kbd.tsx';
import { DialogSection } from '../ui/layout/dialog-section.tsx';
import { KeyValues } from '../ui/layout/key-values.tsx';
import { Dialog } from '../ui/overlays/dialog.tsx';
import { AboutSection } from './about-section.tsx';
import { BringAlongSection } from './bring-along-section.tsx';
import { BrowserSection } from './browser-section.tsx';
import { ConsoleSection } from './console-section.tsx';
import { GatewaySection } from './gateway-section.tsx';
import { ProxySection } from './proxy/proxy-section.tsx';
import { sectionInView } from './section-in-view.ts';
import { ShortcutList } from './shortcut-list.tsx';
import { VerificationSection } from './verification-section.tsx';

const themes = [
  { value: 'system', label: 'System', icon: IconDeviceDesktop },
  { value: 'dark', label: 'Dark', icon: IconMoon },
  { value: 'light', label: 'Light', icon: IconSun },
] as const;

const sections = [
  { id: 'engine', label: 'Engine' },
  { id: 'gateway', label: 'Gateway' },
  { id: 'proxy', label: 'Proxy' },
  { id: 'agents', label: 'Running agents' },
  { id: 'console', label: 'Consoles' },
  { id: 'secrets', label: 'Secrets' },
  { id: 'bring-along', label: 'Bring along' },
  { id: 'access', label: 'Access' },
  { id: 'verification', label: 'Verification' },
  { id: 'snapshots', label: 'Snapshots' },
  { id: 'sets', label: 'Rule sets' },
  { id: 'shortcuts', label: 'Shortcuts' },
  { id: 'browser', label: 'This browser' },
  { id: 'about', label: 'About' },
] as const satisfies readonly {
  id: SettingsSection | 'console' | 'bring-along' | 'snapshots' | 'shortcuts' | 'browser';
  label: string;
}[];

/** The section of a list entry; its heading has this id. */
const sectionOf = (id: string) => document.getElementById(`settings-${id}`)?.closest('section');
const showSection = (id: string) => sectionOf(id)?.scrollIntoView({ block: 'start' });

/** All settings are on one page; this list links to the sections, and marks the one in view. */
function SectionList() {
  const shown = sections.filter(({ id }) => id !== 'browser' || isBrowser());
  const [current, setCurrent] = useState<string>(shown[0]?.id ?? '');
  const list = useRef<HTMLElement>(null);
  const choose = (id: string) => {
    setCurrent(id);
    showSection(id);
  };
  const onScroll = ({ target }: Event) => {
    // Fields inside a section scroll, too.
    if (!(target instanceof Element && target.contains(list.current))) return;
    const places = shown.flatMap(({ id }) => {
      const box = sectionOf(id)?.getBoundingClientRect();
      return box ? [{ id, topPx: box.top, bottomPx: box.bottom }] : [];
    });
    const { top, bottom } = target.getBoundingClientRect();
    const atEnd = target.scrollHeight - target.scrollTop - target.clientHeight <= 1;
    setCurrent((id) => sectionInView(places, { topPx: top, bottomPx: bottom, atEnd }, id) ?? id);
  };
  const follow = useEffectEvent(onScroll);
  useEffect(() => {
    // What scrolls is a part of the dialog, and scroll events do not bubble.
    const dialog = list.current?.closest('[role=dialog]');
    dialog?.addEventListener('scroll', follow, { capture: true, passive: true });
    return () => dialog?.removeEventListener('scroll', follow, { capture: true });
  }, []);
  return (
    <nav
      ref={list}
      aria-label="Settings sections"
      className="sticky top-0 flex w-32 shrink-0 flex-col gap-0.5"
    >
      {shown.map(({ id, label }) => (
        <button
          key={id}
          type="button"
          aria-current={id === current || undefined}
          className="rounded-md px-2 py-1 text-left text-muted text-sm hover:bg-hover hover:text-fg aria-current:bg-selected aria-current:text-fg"
          onClick={() => choose(id)}
        >
          {label}
        </button>
      ))}
    </nav>
  );
}

/** The settings of the whole app, and facts about the app. */
export function SettingsDialog({ section }: { section?: SettingsSection | undefined }) {
  const theme = useStore(selectTheme);
  useEffect(() => {
    if (section) showSection(section);
  }, [section]);
  return (
    <Dialog
      open
      size="xl"
      title="Settings"
      onOpenChange={(open) => !open && closeDialog()}
      footer={
        <Button variant="primary" onClick={closeDialog}>
          Done
          <Kbd keys="Esc" onSolid />
        </Button>
      }
    >
      <div className="flex items-start gap-6">
        <SectionList />
        <div className="flex min-w-0 flex-1 flex-col gap-6">
          <SegmentedControl label="Theme" value={theme} onValueChange={setTheme} options={themes} />
          <EngineSection />
          <GatewaySection />
          <ProxySection />
          <BudgetSection />
          <ConsoleSection />
          <SecretsSection />
          <BringAlongSection />
          <AccessSection />
          <VerificationSection />
          <SnapshotSettings />
          <SetsSection />
          <ShortcutList />
          {isBrowser() && <BrowserSection />}
          <AboutSection />
        </div>
      </div>
    </Dialog>
  );
}

function EngineSection() {
  const engine = useStore(selectEngine);
  const chosen = useStore(selectSettings).endpoint !== null;
  const facts = engine.status === 'connected' ? engine.facts : undefined;
  return (
    <DialogSection
      id="settings-engine"
      title="Engine"
      action={
        <Button size="sm" onClick={() => openDialog({ kind: 'choose-socket' })}>
          Choose socket
        </Button>
      }
    >
      <KeyValues
        items={[
          { key: 'Engine', value: facts ? engineTitle(facts) : 'Not connected' },
          ...(facts ? [{ key: 'Host', value: `${facts.name}, ${facts.operatingSystem}` }] : []),
          {
            key: 'Endpoint',
            mono: true,
            value: engine.status === 'connected' ? engine.endpoint.url : '–',
          },
          { key: 'Found by', value: chosen ? 'Your choice' : 'A look in the usual places' },
        ]}
      />
      <OwnEngineSection />
    </DialogSection>
  );
}
