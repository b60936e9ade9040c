import type { ReactNode } from 'react';

/** What scrolls and has nothing to focus inside must itself be reachable by keyboard. */
export function ScrollRegion({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <section className="scroll" aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
