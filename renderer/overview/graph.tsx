import { useEffect, useRef } from 'react';
import type { FigureSpec } from './figures.ts';
import type { GraphData } from './graph-data.ts';
import type { Plot } from './plot.ts';

export interface GraphProps {
  figure: FigureSpec;
  data: GraphData;
  range: { start: number; end: number };
  showsTime: boolean;
  onCrosshair(index: number | null): void;
}

/** A graph that redraws when its data changes. The first graph shown loads the library. */
export function Graph(props: GraphProps) {
  const holder = useRef<HTMLDivElement>(null);
  const plot = useRef<Plot | undefined>(undefined);
  const latest = useRef(props);
  latest.current = props;
  const { showsTime } = props;

  useEffect(() => {
    const target = holder.current;
    if (!target) return;
    const size = () => ({ width: target.clientWidth, height: target.clientHeight });
    const draw = () => {
      const { data, figure, range } = latest.current;
      plot.current?.draw(data, figure, range);
    };
    const resizes = new ResizeObserver(() => plot.current?.resize(size()));
    const themes = new MutationObserver(() => plot.current?.redraw());
    let unmounted = false;
    void import('./plot.ts').then(({ Plot }) => {
      if (unmounted) return;
      const onCrosshair = (index: number | null) => latest.current.onCrosshair(index);
      plot.current = new Plot(target, {
        figure: latest.current.figure,
        showsTime,
        size: size(),
        onCrosshair,
      });
      draw();
      resizes.observe(target);
      themes.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    });
    return () => {
      unmounted = true;
      resizes.disconnect();
      themes.disconnect();
      plot.current?.destroy();
      plot.current = undefined;
    };
  }, [showsTime]);

  useEffect(() => {
    plot.current?.draw(props.data, props.figure, props.range);
  });
  return <div ref={holder} aria-hidden className="h-full w-full overflow-hidden" />;
}
