import type { CSSProperties } from 'react';

/** A meter from 0 to 1; amber from 80 %, red from 95 %. */
export function Bar({ part, width, label }: { part: number; width?: number; label: string }) {
  const percent = Math.round(Math.min(Math.max(part, 0), 1) * 100);
  const colour = part >= 0.95 ? 'var(--err-fill)' : part >= 0.8 ? 'var(--warn-fill)' : 'var(--chart-neutral)';
  return (
    <span
      className="bar"
      role="meter"
      aria-label={label}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
      style={{ '--c': colour, width, display: 'inline-block' } as CSSProperties}
    >
      <i style={{ width: `${percent}%` }} />
    </span>
  );
}
