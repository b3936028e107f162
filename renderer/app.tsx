import { useStore } from './store/store.ts';

export function App() {
  const engine = useStore((state) => state.engine);
  return (
    <main>
      {engine.status === 'connected' ? `${engine.facts.name} ${engine.facts.version}` : engine.status}
    </main>
  );
}
