import type { ReactNode } from 'react';

interface ScrollBoxProps {
  label: string;
  className: string | undefined;
  placement?: string;
  onLeave?(): void;
  children: ReactNode;
}

/** What scrolls within a panel: reachable by keyboard, and named. */
export function ScrollBox({ label, className, placement, onLeave, children }: ScrollBoxProps) {
  return (
    <section
      className={className}
      aria-label={label}
      data-placement={placement}
      onPointerLeave={onLeave}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
      tabIndex={0}
    >
      {children}
    </section>
  );
}
