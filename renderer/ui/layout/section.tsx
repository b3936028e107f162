import { type ReactNode, type Ref, useId } from 'react';

/** A titled part of a tab. The title is the region's accessible name. */
export function Section(props: {
  title: string;
  action?: ReactNode;
  children: ReactNode;
  ref?: Ref<HTMLElement>;
}) {
  const id = useId();
  return (
    <section
      ref={props.ref}
      aria-labelledby={id}
      className="flex flex-col gap-3 border-b px-4 py-4 last:border-b-0"
    >
      <div className="flex min-h-7 items-center justify-between gap-4">
        <h2 id={id} className="shrink-0 font-medium text-lg">
          {props.title}
        </h2>
        {props.action}
      </div>
      {props.children}
    </section>
  );
}
